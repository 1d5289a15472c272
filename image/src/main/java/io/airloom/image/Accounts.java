package io.airloom.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The users and groups of an image: `/etc/passwd`, `/etc/group` and `/etc/shadow`.
///
/// An image with whole packages begins with Debian's own (`base-passwd`) and has the users that its
/// packages ask for in `sysusers.d`, which their scripts would make; numbers that a package leaves
/// open are given in the order of the names, downwards from 999. Others begin with root alone.
final class Accounts {
    private static final int FIRST_SYSTEM_ID = 999;

    /// Groups that the scripts of several packages make (wpasupplicant, bluez, avahi): whoever is
    /// in it may change networks.
    private static final List<String> SCRIPTS_GROUPS = List.of("netdev");

    private static final String NO_LOGIN = "/usr/sbin/nologin";

    /// The day of the last change of a password; any will do.
    private static final int SHADOW_DAY = 20000;

    private record User(
            String name,
            String password,
            int uid,
            int gid,
            String about,
            String home,
            String shell) {}

    private record Group(String name, int gid, TreeSet<String> members) {}

    private final SequencedMap<String, User> users = new LinkedHashMap<>();
    private final SequencedMap<String, Group> groups = new LinkedHashMap<>();

    private Accounts() {}

    /// Root, who logs in without a password.
    static Accounts minimal() {
        Accounts accounts = new Accounts();
        accounts.group("root", 0);
        accounts.users.put("root", new User("root", "", 0, 0, "root", "/root", "/bin/sh"));
        return accounts;
    }

    /// Those of Debian and of the packages that are unpacked here.
    ///
    /// @param root the folder that holds `usr`
    static Accounts ofPackages(Path root) throws IOException {
        Accounts accounts = new Accounts();
        Path base = root.resolve("usr/share/base-passwd");
        if (!Files.exists(base.resolve("passwd.master"))) {
            return minimal();
        }
        for (String line : Files.readAllLines(base.resolve("group.master"))) {
            String[] fields = line.split(":", -1);
            accounts.group(fields[0], Integer.parseInt(fields[2]));
        }
        for (String line : Files.readAllLines(base.resolve("passwd.master"))) {
            String[] fields = line.split(":", -1);
            String password = fields[0].equals("root") ? "" : "*";
            accounts.users.put(
                    fields[0],
                    new User(
                            fields[0],
                            password,
                            Integer.parseInt(fields[2]),
                            Integer.parseInt(fields[3]),
                            fields[4],
                            fields[5],
                            fields[6]));
        }
        Path folder = root.resolve("usr/lib/sysusers.d");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".conf")).sorted().toList()) {
                    for (String line : Files.readAllLines(file)) {
                        accounts.sysusers(SysusersLine.parse(line));
                    }
                }
            }
        }
        for (String group : SCRIPTS_GROUPS) {
            accounts.gid(group);
        }
        return accounts;
    }

    private void sysusers(@Nullable SysusersLine line) {
        switch (line) {
            case SysusersLine.User user -> {
                if (!users.containsKey(user.name())) {
                    int uid = user.uid() >= 0 ? user.uid() : freeSystemId();
                    int gid = user.group().isEmpty() ? group(user.name(), uid) : gid(user.group());
                    String shell = user.shell().isEmpty() ? NO_LOGIN : user.shell();
                    String home = user.home().isEmpty() ? "/" : user.home();
                    users.put(
                            user.name(),
                            new User(user.name(), "!*", uid, gid, user.about(), home, shell));
                }
            }
            case SysusersLine.Group group ->
                    group(group.name(), group.gid() >= 0 ? group.gid() : freeSystemId());
            case SysusersLine.Member member -> member(member.user(), member.group());
            case null -> {}
        }
    }

    /// Adds a user of the recipe, or changes one who is there.
    void add(Recipe.User user) {
        int gid = user.uid() == 0 ? 0 : group(user.name(), user.uid());
        String password =
                switch (user.password()) {
                    case null -> "!*";
                    case "" -> "";
                    case String text -> Sha512Crypt.hash(text, user.name());
                };
        users.put(
                user.name(),
                new User(user.name(), password, user.uid(), gid, "", user.home(), user.shell()));
        user.groups().forEach(group -> member(user.name(), group));
    }

    private void member(String user, String group) {
        if (!groups.containsKey(group)) {
            group(group, freeSystemId());
        }
        Group found = groups.get(group);
        if (found != null) {
            found.members().add(user);
        }
    }

    /// Makes a group unless there is one of this name, and gives its number.
    private int group(String name, int gid) {
        boolean taken = groups.values().stream().anyMatch(group -> group.gid() == gid);
        int number = taken ? freeSystemId() : gid;
        return groups.computeIfAbsent(name, _ -> new Group(name, number, new TreeSet<>())).gid();
    }

    private int freeSystemId() {
        int id = FIRST_SYSTEM_ID;
        while (isTaken(id)) {
            id--;
        }
        return id;
    }

    private boolean isTaken(int id) {
        return users.values().stream().anyMatch(user -> user.uid() == id)
                || groups.values().stream().anyMatch(group -> group.gid() == id);
    }

    private int gid(String group) {
        Group found = groups.get(group);
        return found != null ? found.gid() : group(group, freeSystemId());
    }

    /// The numbers of a user and a group of the image.
    ///
    /// @throws EnvironmentException if it has no such user or group
    FileTree.Owner owner(String user, String group) {
        User owner = users.get(user);
        Group owning = groups.get(group);
        if (owner == null || owning == null) {
            throw new EnvironmentException(
                    "the image has no "
                            + (owner == null ? "user " + user : "group " + group)
                            + ", to whom a file shall belong",
                    "add it to \"users\" of the recipe, or name another owner");
        }
        return new FileTree.Owner(owner.uid(), owning.gid());
    }

    /// Writes the files, and the homes of the users whom the recipe adds.
    void write(FileTree tree, List<Recipe.User> added) {
        List<String> passwd = new ArrayList<>();
        List<String> shadow = new ArrayList<>();
        for (User user : users.values()) {
            String word = user.password().isEmpty() ? "" : "x";
            passwd.add(
                    String.join(
                            ":",
                            user.name(),
                            word,
                            "" + user.uid(),
                            "" + user.gid(),
                            user.about(),
                            user.home(),
                            user.shell()));
            shadow.add(user.name() + ":" + user.password() + ":" + SHADOW_DAY + ":0:99999:7:::");
        }
        List<String> group = new ArrayList<>();
        List<String> gshadow = new ArrayList<>();
        for (Map.Entry<String, Group> entry : groups.entrySet()) {
            String members = String.join(",", entry.getValue().members());
            group.add(entry.getKey() + ":x:" + entry.getValue().gid() + ":" + members);
            gshadow.add(entry.getKey() + ":*::" + members);
        }
        tree.file("etc/passwd", 0644, lines(passwd)).file("etc/group", 0644, lines(group));
        tree.file("etc/shadow", 0600, lines(shadow)).file("etc/gshadow", 0600, lines(gshadow));
        for (Recipe.User user : added) {
            if (!tree.has(user.home())) {
                tree.folder(user.home(), 0700, owner(user.name(), groupOf(user)));
            }
        }
    }

    private static String groupOf(Recipe.User user) {
        return user.uid() == 0 ? "root" : user.name();
    }

    private static byte[] lines(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
