package emit

// For tests that load configurations, which those of this package itself can't.
var (
	ReadProviderSchema = readProviderSchema
	CheckFiles         = checkFiles
	CheckForms         = checkForms
)
