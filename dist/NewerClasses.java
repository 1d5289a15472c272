import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Copies a jar with classes of Java 8 for those of Java 5: the same methods, with the stack maps that Java 5 did not have.
/// The JVM keeps no class of Java 5 in a class cache; with picocli's left out, `airloom --help` takes a third longer.
///
///     java NewerClasses.java JAR COPY
final class NewerClasses {
    private static final int JAVA_6 = 50;
    private static final int JAVA_8 = 52;

    public static void main(String[] args) throws IOException {
        URL place = Path.of(args[0]).toUri().toURL();
        try (ZipFile jar = new ZipFile(args[0]);
                URLClassLoader classes = new URLClassLoader(new URL[] {place});
                OutputStream out = Files.newOutputStream(Path.of(args[1]));
                ZipOutputStream copy = new ZipOutputStream(out)) {
            ClassFile format =
                    ClassFile.of(
                            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                            ClassFile.ConstantPoolSharingOption.NEW_POOL,
                            ClassFile.ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofClassLoading(classes)));
            for (ZipEntry entry : Collections.list(jar.entries())) {
                byte[] content;
                try (InputStream in = jar.getInputStream(entry)) {
                    content = in.readAllBytes();
                }
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTimeLocal(entry.getTimeLocal());
                copy.putNextEntry(same);
                copy.write(entry.getName().endsWith(".class") ? newer(format, content) : content);
                copy.closeEntry();
            }
        }
    }

    private static byte[] newer(ClassFile format, byte[] content) {
        ClassModel model = format.parse(content);
        if (model.majorVersion() >= JAVA_6) {
            return content;
        }
        ClassTransform bodies = ClassTransform.transformingMethodBodies((code, part) -> code.with(part));
        ClassTransform version =
                (type, part) -> {
                    if (part instanceof ClassFileVersion) {
                        type.withVersion(JAVA_8, 0);
                    } else {
                        type.with(part);
                    }
                };
        return format.transformClass(model, bodies.andThen(version));
    }
}
