package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReasonTest {
    @TempDir private Path folder;

    @Test
    void saysWhatIsMissingAndWhatIsInTheWay() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(reason(() -> Files.readString(folder.resolve("none"))))
                .isEqualTo("no such file: " + folder.resolve("none"));
        assertThat(reason(() -> Files.createDirectories(file)))
                .isEqualTo(file + " is there already");
        assertThat(reason(() -> Files.createDirectory(file.resolve("below"))))
                .isEqualTo(file.resolve("below") + ": Not a directory");
    }

    @Test
    void findsTheFirstCauseThatALibraryHasWrapped() {
        IOException full = new IOException("No space left\u001b on device");
        assertThat(Reason.of(new IllegalStateException("oops", new UncheckedIOException(full))))
                .isEqualTo("No space left\\x1b on device");
    }

    @Test
    void namesAnExceptionThatHasNothingToSay() {
        assertThat(Reason.of(new IOException())).isEqualTo("java.io.IOException");
    }

    private static String reason(org.assertj.core.api.ThrowableAssert.ThrowingCallable doing) {
        return Reason.of(catchThrowableOfType(IOException.class, doing));
    }
}
