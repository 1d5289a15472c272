package io.airloom.topology;

/// Who logs in to a machine of the user's own to run commands there.
///
/// @param user its name
/// @param password empty if it needs none
public record Login(String user, String password) {
    /// What is tried when the topology says nothing.
    public static final Login ROOT = new Login("root", "");

    @Override
    public String toString() {
        return user + (password.isEmpty() ? "" : " with a password");
    }
}
