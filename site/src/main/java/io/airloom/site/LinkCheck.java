package io.airloom.site;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Follows every link of a site that leads to the site itself, to its anchor too. Pages of Javadoc
/// are led to, and are not looked through: their generator answers for them.
final class LinkCheck {
    private static final Pattern LINK = Pattern.compile("\\s(?:href|src)=\"([^\"]*)\"");
    private static final Pattern ANCHOR = Pattern.compile("\\sid=\"([^\"]*)\"");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    private final Path site;
    private final Map<Path, Set<String>> anchors = new HashMap<>();

    LinkCheck(Path site) {
        this.site = site;
    }

    /// The broken ones: `attach.html: topology.html#no-such-place`.
    List<String> broken() throws IOException {
        List<String> broken = new ArrayList<>();
        Path api = site.resolve(ApiDocs.FOLDER);
        try (Stream<Path> files = Files.walk(site)) {
            for (Path file : files.filter(LinkCheck::isPage).sorted().toList()) {
                if (!file.startsWith(api)) {
                    check(file, broken);
                }
            }
        }
        return broken;
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".html");
    }

    private void check(Path file, List<String> broken) throws IOException {
        Matcher link = LINK.matcher(Files.readString(file));
        while (link.find()) {
            String target = link.group(1);
            if (!ELSEWHERE.matcher(target).matches() && !leadsSomewhere(file, target)) {
                broken.add(site.relativize(file) + ": " + target);
            }
        }
    }

    private boolean leadsSomewhere(Path from, String target) throws IOException {
        int hash = target.indexOf('#');
        String path = decoded(hash < 0 ? target : target.substring(0, hash));
        String anchor = hash < 0 ? "" : decoded(target.substring(hash + 1));
        Path file = path.isEmpty() ? from : from.resolveSibling(path).normalize();
        if (!file.startsWith(site) || !Files.isRegularFile(file)) {
            return false;
        }
        return anchor.isEmpty() || !isPage(file) || anchors(file).contains(anchor);
    }

    private Set<String> anchors(Path file) throws IOException {
        Set<String> known = anchors.get(file);
        if (known == null) {
            known = new HashSet<>();
            Matcher anchor = ANCHOR.matcher(Files.readString(file));
            while (anchor.find()) {
                known.add(anchor.group(1));
            }
            anchors.put(file, known);
        }
        return known;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8)
                .replace("&amp;", "&");
    }
}
