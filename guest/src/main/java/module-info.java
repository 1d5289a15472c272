/// The guest: one kernel's radios on the air, whatever carries its messages.
module io.airloom.guest {
    requires static org.jspecify;
    requires transitive io.airloom.hwsim;
    requires transitive io.airloom.medium;

    exports io.airloom.guest;
}
