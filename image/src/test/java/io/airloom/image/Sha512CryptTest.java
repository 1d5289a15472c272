package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Sha512CryptTest {
    /// The first example of the specification's own list.
    @Test
    void hashesAsTheSpecificationSays() {
        assertThat(Sha512Crypt.hashWithSalt("Hello world!", "saltstring"))
                .isEqualTo(
                        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4"
                                + "OTLiBFdcbYEdFCoEOfaS35inz1");
    }

    @Test
    void hashesPasswordsOfAnyLength() {
        String longPassword = "x".repeat(200);
        assertThat(Sha512Crypt.hash(longPassword, "user")).matches("\\$6\\$[0-9a-f]{16}\\$.{86}");
        assertThat(Sha512Crypt.hash("", "user")).isNotEqualTo(Sha512Crypt.hash("", "other"));
    }
}
