"""What a viewer sees on a bad network, beside another server on the same machine."""
