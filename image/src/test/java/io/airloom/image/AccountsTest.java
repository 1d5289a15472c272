package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
    @TempDir Path folder;

    private static final Recipe.User AIR =
            new Recipe.User("air", 1000, List.of("netdev"), "/home/air", "/bin/sh", "");

    private static String text(FileTree tree, String path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Objects.requireNonNull(tree.fileAt(path)).content().writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void put(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void addsTheUsersOfTheRecipe() throws IOException {
        Accounts accounts = Accounts.minimal();
        accounts.add(AIR);
        accounts.add(new Recipe.User("no", 1001, List.of(), "/", "/bin/false", null));
        FileTree tree = new FileTree();
        accounts.write(tree, List.of(AIR));
        assertThat(text(tree, "etc/passwd"))
                .isEqualTo(
                        """
                        root::0:0:root:/root:/bin/sh
                        air::1000:1000::/home/air:/bin/sh
                        no:x:1001:1001::/:/bin/false
                        """);
        assertThat(text(tree, "etc/group"))
                .isEqualTo("root:x:0:\nair:x:1000:\nnetdev:x:999:air\nno:x:1001:\n");
        assertThat(text(tree, "etc/shadow")).contains("\nno:!*:");
        assertThat(tree.entry("home/air"))
                .isEqualTo(new FileTree.Folder(0700, new FileTree.Owner(1000, 1000)));
        assertThat(accounts.owner("air", "netdev")).isEqualTo(new FileTree.Owner(1000, 999));
        assertThatThrownBy(() -> accounts.owner("air", "nobody"))
                .hasMessageContaining("no group nobody");
    }

    @Test
    void hasTheUsersThatPackagesAskFor() throws IOException {
        put("usr/share/base-passwd/passwd.master", "root::0:0:root:/root:/bin/bash\n");
        put("usr/share/base-passwd/group.master", "root::0:\nadm::4:\n");
        put(
                "usr/lib/sysusers.d/a.conf",
                """
                # a comment
                u messagebus - "Message Bus: x" /run/dbus /bin/false
                u! fixed 107 - -
                g kvm - -
                m messagebus adm
                r - 500-900
                """);
        FileTree tree = new FileTree();
        Accounts.ofPackages(folder).write(tree, List.of());
        assertThat(text(tree, "etc/passwd"))
                .isEqualTo(
                        """
                        root::0:0:root:/root:/bin/bash
                        messagebus:x:999:999:Message Bus  x:/run/dbus:/bin/false
                        fixed:x:107:107::/:/usr/sbin/nologin
                        """);
        assertThat(text(tree, "etc/group"))
                .isEqualTo(
                        """
                        root:x:0:
                        adm:x:4:messagebus
                        messagebus:x:999:
                        fixed:x:107:
                        kvm:x:998:
                        netdev:x:997:
                        """);
    }

    @Test
    void enablesUnitsByTheirPresets() throws IOException {
        FileTree tree = new FileTree();
        String units = "usr/lib/systemd/system/";
        tree.file("usr/lib/systemd/system-preset/90-a.preset", 0644, "disable b*.service\n");
        String wanted = "[Unit]\nDescription=x\n[Install]\nWantedBy=multi-user.target\n";
        tree.file(units + "a.service", 0644, wanted + "Alias=dbus-a.service\n");
        tree.file(units + "bee.service", 0644, wanted);
        tree.file(units + "masked.service", 0644, wanted + "Alias=m.service\n");
        tree.file(units + "static.service", 0644, "[Service]\nWantedBy=multi-user.target\n");
        tree.file(
                units + "getty@.service",
                0644,
                "[Install]\nWantedBy=g.target\nDefaultInstance=t1\n");
        tree.link("etc/systemd/system/m.service", "/dev/null");
        SystemdUnits.enable(tree);
        assertThat(
                        tree.entries().entrySet().stream()
                                .filter(e -> e.getValue() instanceof FileTree.Link)
                                .map(e ->
                                        e.getKey() + " " + ((FileTree.Link) e.getValue()).target()))
                .containsExactly(
                        "etc/systemd/system/dbus-a.service /usr/lib/systemd/system/a.service",
                        "etc/systemd/system/g.target.wants/getty@t1.service"
                                + " /usr/lib/systemd/system/getty@.service",
                        "etc/systemd/system/m.service /dev/null",
                        "etc/systemd/system/multi-user.target.wants/a.service"
                                + " /usr/lib/systemd/system/a.service",
                        "etc/systemd/system/multi-user.target.wants/masked.service"
                                + " /usr/lib/systemd/system/masked.service");
    }
}
