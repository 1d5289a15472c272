package io.airloom.image;

import io.airloom.image.Recipe.Content;
import io.airloom.image.Recipe.GuestFile;
import io.airloom.image.Recipe.User;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads the parts of a recipe that are laid on top of its packages: `files` and `users`.
final class RecipeFiles {
    private static final List<String> FILE_KINDS =
            List.of("text", "from", "package", "link", "folder");

    private static final List<String> FILE_KEYS =
            List.of("text", "from", "package", "link", "folder", "mode", "owner", "group");

    private static final List<String> USER_KEYS =
            List.of("name", "uid", "groups", "home", "shell", "password");

    private static final int MAX_UID = 59_999;

    private static final int MAX_LINK = 1024;

    private static final int MAX_PASSWORD = 128;

    private final RecipeValues values;

    RecipeFiles(RecipeValues values) {
        this.values = values;
    }

    /// The files of `base` and those of a mapping from paths, which come before them.
    List<GuestFile> files(@Nullable YamlValue value, List<GuestFile> base) {
        Map<String, GuestFile> files = new TreeMap<>();
        base.forEach(file -> files.put(file.path(), file));
        YamlMap map = value == null ? null : value.map("files: ");
        if (value == null || map == null) {
            return base;
        }
        if (map.values().size() > RecipeValues.MAX_MEMBERS) {
            value.problem("has more than " + RecipeValues.MAX_MEMBERS + " members");
            return base;
        }
        for (YamlValue entry : map.values().values()) {
            String problem = RecipeValues.guestPathProblem(entry.key());
            if (problem != null) {
                entry.file()
                        .problem(
                                entry.keyNode(),
                                "files: path " + Printable.quoted(entry.key()) + " " + problem);
                continue;
            }
            GuestFile file = file(entry);
            if (file != null) {
                files.put(file.path(), file);
            }
        }
        return List.copyOf(files.values());
    }

    private @Nullable GuestFile file(YamlValue entry) {
        if (entry.node() instanceof ScalarNode) {
            String text = entry.text();
            return text == null
                    ? null
                    : new GuestFile(entry.key(), new Content.Text(text), 0644, "root", "root");
        }
        YamlMap map = entry.map("file " + Printable.quoted(entry.key()) + ": ");
        if (map == null) {
            return null;
        }
        map.allowOnly(FILE_KEYS);
        Content content = content(map);
        String owner = values.word(map.value("owner"), RecipeValues.USER, "root");
        String group = values.word(map.value("group"), RecipeValues.USER, owner);
        int mode = mode(map.value("mode"), content instanceof Content.Folder ? 0755 : 0644);
        return content == null ? null : new GuestFile(entry.key(), content, mode, owner, group);
    }

    private @Nullable Content content(YamlMap map) {
        List<String> kinds = FILE_KINDS.stream().filter(map.values()::containsKey).toList();
        if (kinds.size() != 1) {
            map.problem(
                    kinds.isEmpty()
                            ? "has no content; add one of " + String.join(", ", FILE_KINDS)
                            : "has more than one content: " + String.join(", ", kinds));
            return null;
        }
        String kind = kinds.getFirst();
        YamlValue value = map.value(kind);
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        return switch (kind) {
            case "text" -> new Content.Text(text);
            case "from" -> {
                Path path = values.existing(value);
                yield path == null ? null : new Content.From(path);
            }
            case "package" -> {
                String problem = RecipeValues.guestPathProblem(text);
                if (problem != null) {
                    value.problem(problem);
                }
                yield new Content.Packaged(text);
            }
            case "link" -> {
                if (text.isEmpty()
                        || text.length() > MAX_LINK
                        || !Printable.line(text).equals(text)) {
                    value.problem("must be a path of 1 to " + MAX_LINK + " characters");
                }
                yield new Content.Link(text);
            }
            default -> {
                if (!text.equals("true")) {
                    value.problem("must be true, or left out, not " + Printable.quoted(text));
                }
                yield new Content.Folder();
            }
        };
    }

    /// Permission bits in octal digits: `0755`, `755`.
    private static int mode(@Nullable YamlValue value, int otherwise) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return otherwise;
        }
        if (!text.matches("0?o?[0-7]{3,4}")) {
            value.problem(
                    "must be permission bits in octal digits such as 0755, not "
                            + Printable.quoted(text));
            return otherwise;
        }
        return Integer.parseInt(text.replace("o", ""), 8);
    }

    /// The users of `base` and those of a list; one of the same name takes the other's place.
    List<User> users(@Nullable YamlValue value, List<User> base) {
        List<User> users = new ArrayList<>(base);
        List<YamlValue> items = value == null ? List.of() : value.items();
        if (value == null || items == null || items.size() > RecipeValues.MAX_MEMBERS) {
            if (items != null && value != null) {
                value.problem("has more than " + RecipeValues.MAX_MEMBERS + " members");
            }
            return users;
        }
        List<String> seen = new ArrayList<>();
        for (YamlValue item : items) {
            YamlMap map = YamlMap.of(item.file(), "users: ", "a user", item.node());
            User user = map == null ? null : user(map, users);
            if (map == null || user == null) {
                continue;
            }
            if (seen.contains(user.name())) {
                map.problem("user " + Printable.quoted(user.name()) + " stands twice");
            }
            seen.add(user.name());
            users.removeIf(other -> other.name().equals(user.name()));
            for (User other : users) {
                if (other.uid() == user.uid()) {
                    map.problem(
                            "uid %d of \"%s\" is \"%s\"'s already"
                                    .formatted(user.uid(), user.name(), other.name()));
                }
            }
            users.add(user);
        }
        return users;
    }

    private @Nullable User user(YamlMap map, List<User> others) {
        map.allowOnly(USER_KEYS);
        YamlValue named = map.required("name", "name: user");
        String name = values.word(named, RecipeValues.USER, "");
        boolean root = name.equals("root");
        YamlValue uid = map.value("uid");
        Integer number =
                uid == null
                        ? (root ? Integer.valueOf(0) : freeUid(others))
                        : uid.integer(0, MAX_UID);
        if (name.isEmpty() || number == null) {
            return null;
        }
        if (uid != null && root != (number == 0)) {
            uid.problem("0 is root's, and root's is 0");
        }
        return new User(
                name,
                number,
                values.more(List.of(), map.value("groups"), RecipeValues.USER),
                path(map.value("home"), root ? "/root" : "/home/" + name),
                path(map.value("shell"), "/bin/sh"),
                password(map.value("password")));
    }

    private static Integer freeUid(List<User> others) {
        int uid = 1000;
        for (User other : others) {
            uid = Math.max(uid, other.uid() + 1);
        }
        return uid;
    }

    private static String path(@Nullable YamlValue value, String otherwise) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return otherwise;
        }
        String problem = RecipeValues.guestPathProblem(text);
        if (problem != null || text.indexOf(':') >= 0) {
            value.problem(problem == null ? "must not have a colon" : problem);
            return otherwise;
        }
        return text;
    }

    /// `none` is an empty one.
    private static @Nullable String password(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        if (text.isEmpty() || text.length() > MAX_PASSWORD || !Printable.line(text).equals(text)) {
            value.problem(
                    "must be none or a text of at most "
                            + MAX_PASSWORD
                            + " characters; without"
                            + " \"password\" the user cannot log in with one");
        }
        return text.equals("none") ? "" : text;
    }
}
