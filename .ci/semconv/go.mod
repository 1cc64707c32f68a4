// The program that collects the names of OpenTelemetry's semantic conventions. It is no dependency of slogen.
module github.com/slogen-project/slogen/semconv

go 1.26.0

require go.opentelemetry.io/otel v1.47.0

require github.com/cespare/xxhash/v2 v2.3.0 // indirect
