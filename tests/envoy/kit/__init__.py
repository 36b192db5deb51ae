"""What the tests share: keys and tokens, the shared vectors, servers of good and ill will, and Envoy itself."""
