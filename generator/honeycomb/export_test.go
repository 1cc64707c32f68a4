package honeycomb

// What the tests outside of the package look at.
var (
	AppendPath   = appendPath
	AppendString = appendString
	AppendFloat  = appendFloat
)
