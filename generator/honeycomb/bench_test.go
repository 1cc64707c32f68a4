package honeycomb_test

import (
	"fmt"
	"testing"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/sample"
)

func BenchmarkAppendObject(b *testing.B) {
	r := sample.Service()
	var buf []byte
	b.ReportAllocs()
	for b.Loop() { // a service's five objects
		buf = buf[:0]
		for x := range r.Objects() {
			buf = honeycomb.AppendObject(buf, x)
		}
	}
	b.SetBytes(int64(len(buf)))
}

func BenchmarkReadCatalogue(b *testing.B) {
	r := &honeycomb.Resources{}
	for i := range 5000 {
		s := sample.Service()
		f := s.CalculatedFields[0]
		f.Key = honeycomb.Key(fmt.Sprintf("calculated_field/s%05d/availability", i))
		s.SLOs[0].Key = honeycomb.Key(fmt.Sprintf("slo/s%05d/availability", i))
		r.CalculatedFields = append(r.CalculatedFields, f)
		r.SLOs = append(r.SLOs, s.SLOs[0])
	}
	data := honeycomb.AppendCatalogue(nil, r)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := honeycomb.ReadCatalogue("slogen.json", data); err != nil {
			b.Fatal(err)
		}
	}
}
