//go:build tools

// Names the program built from this wrapper module, so that go.mod and go.sum hold all it needs.
package tools

import _ "sigs.k8s.io/cri-tools/cmd/crictl"
