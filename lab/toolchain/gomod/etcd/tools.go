//go:build tools

// Names the program built from this wrapper module, so that go.mod and go.sum hold all it needs.
package tools

import _ "go.etcd.io/etcd/server/v3"
