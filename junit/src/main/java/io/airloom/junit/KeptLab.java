package io.airloom.junit;

/// Stands below a failure in stack traces ("Suppressed: …"), and says where to look.
final class KeptLab extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeptLab(String text) {
        super(text, null, false, false);
    }
}
