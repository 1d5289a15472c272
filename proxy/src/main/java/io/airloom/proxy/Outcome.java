package io.airloom.proxy;

/// How what a guest asked for has ended.
public enum Outcome {
    /// As the guest wanted it.
    SUCCEEDED,
    /// The host could not.
    FAILED,
    /// The [Authorizer] would not.
    DENIED
}
