// Package openslo reads and writes OpenSLO, the YAML that tools of several vendors have for SLOs: versions v1 and
// v2alpha.
//
//	file ──▶ documents ──▶ Objects, the same for both versions, with places
//	Resources ──▶ documents of v1, and what they can't say
//
// Reading is strict where a mistake could change what an SLO promises: a value of the wrong type, a key that stands
// twice or what isn't YAML is an [Error] with its place. A member that OpenSLO doesn't have is listed by its name,
// never with its value, which may be a secret. What the objects mean at Honeycomb is not its job: see package adopt.
package openslo
