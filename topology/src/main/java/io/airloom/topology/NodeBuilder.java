package io.airloom.topology;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A node of a topology while it is written in Java: a method for each key that a node has in YAML.
/// What it means stands in docs/topology.md. One thread.
public final class NodeBuilder {
    private final SequencedMap<String, Object> keys = new LinkedHashMap<>();

    NodeBuilder(String role) {
        role(role);
    }

    /// `ap`, `station`, `ibss`, `mesh`, `bare`.
    public NodeBuilder role(String word) {
        return with("role", word);
    }

    /// `qemu` or `uml`.
    public NodeBuilder engine(String word) {
        return with("engine", word);
    }

    /// Its file system: `image`, `host`, `image+host`, or a folder.
    public NodeBuilder root(String word) {
        return with("root", word);
    }

    /// What it boots: a recipe's name or file.
    public NodeBuilder image(String recipe) {
        return with("image", recipe);
    }

    /// A kernel of yours: a file.
    public NodeBuilder kernel(String file) {
        return with("kernel", file);
    }

    /// An initial file system of yours: a file.
    public NodeBuilder initrd(String file) {
        return with("initrd", file);
    }

    /// Disks of yours: files.
    public NodeBuilder disk(String... files) {
        return with("disk", List.of(files));
    }

    /// `bios` or `uefi`.
    public NodeBuilder firmware(String word) {
        return with("firmware", word);
    }

    /// `amd64`, `arm64` or `armhf`.
    public NodeBuilder architecture(String word) {
        return with("architecture", word);
    }

    /// Words for the end of the kernel's command line.
    public NodeBuilder append(String words) {
        return with("append", words);
    }

    /// How commands run in a system of yours: `auto`, `agent`, `serial` or `ssh`.
    public NodeBuilder commands(String way) {
        return with("commands", way);
    }

    /// Who logs in to a system of yours.
    public NodeBuilder login(String user, String password) {
        return with("login", Map.of("user", user, "password", password));
    }

    /// Address of `wlan0` with its prefix length: `172.16.16.1/24`.
    public NodeBuilder address(String address) {
        return with("address", address);
    }

    /// Address of `eth0` with its prefix length.
    public NodeBuilder wired(String address) {
        return with("wired", address);
    }

    /// A line of hostapd.conf; several values are several lines with the same key.
    public NodeBuilder hostapd(String key, Object... values) {
        return line("hostapd", key, values);
    }

    /// A line of wpa_supplicant's network block; several values are several lines.
    public NodeBuilder network(String key, Object... values) {
        return line("network", key, values);
    }

    /// MiB.
    public NodeBuilder memory(int mib) {
        return with("memory", mib);
    }

    /// How many radios it has.
    public NodeBuilder radios(int number) {
        return with("radios", number);
    }

    /// How its radios reach the air: `virtio`, `agent`, `vwifi` or `none`.
    public NodeBuilder radio(String word) {
        return with("radio", word);
    }

    /// How its agent's messages come: `vsock`, `serial` or `tcp`.
    public NodeBuilder transport(String word) {
        return with("transport", word);
    }

    /// Shell commands that run once, before the radio is set up.
    public NodeBuilder start(String commands) {
        return with("start", commands);
    }

    /// What starts hostapd or wpa_supplicant, with options of yours before Airloom's: `hostapd
    /// -dd`.
    public NodeBuilder daemon(String command) {
        return with("daemon", command);
    }

    /// A file of the node, with its text, in which `${ap.address}` and the like are filled in.
    public NodeBuilder file(String path, String text) {
        return files(path, text);
    }

    /// A file of the node, in YAML's other forms: `files("/etc/app", Map.of("from", "app", "mode",
    /// "0755"))`.
    public NodeBuilder files(String path, Object source) {
        YamlTree.map(keys, "files").put(path, source);
        return this;
    }

    /// A text of its own, for templates: `${node.NAME}`.
    public NodeBuilder variables(String name, Object text) {
        YamlTree.map(keys, "variables").put(name, text);
        return this;
    }

    /// Whether it has a vsock device.
    public NodeBuilder vsock(boolean has) {
        return with("vsock", has);
    }

    /// Where it is, in metres: x and y, or x, y and z. For an air with `model: channel`.
    public NodeBuilder position(double... metres) {
        return with("position", Arrays.stream(metres).boxed().toList());
    }

    /// Any key, for what has no method here. Texts, numbers, booleans, lists and maps of them.
    public NodeBuilder with(String key, Object value) {
        keys.put(key, value);
        return this;
    }

    private NodeBuilder line(String section, String key, Object... values) {
        Object value = values.length == 1 ? values[0] : List.of(values);
        YamlTree.map(keys, section).put(key, value);
        return this;
    }

    /// What it has become.
    SequencedMap<String, Object> tree() {
        return keys;
    }
}
