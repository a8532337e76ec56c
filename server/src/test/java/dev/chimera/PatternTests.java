package dev.chimera;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every regular expression of the product meets long texts that were made against it. What is kept in a static field is
 * found by reflection, whatever holds it; what is handed to {@link String}'s methods, and the command's own, in the source.
 */
class PatternTests {

    private static final JavaClasses SERVER = new ClassFileImporter()
            .importUrl(ChimeraServer.class.getProtectionDomain().getCodeSource().getLocation());

    /** One string literal, or several that are added up. */
    private static final String LITERALS = "((?:\"(?:[^\"\\\\\\n]|\\\\.)*+\"\\s*+\\+?\\s*+)++)";

    private static final Pattern BY_STRING = Pattern.compile("\\.(?:matches|split)\\(\\s*+" + LITERALS);
    /** A matcher's methods of these names take a replacement alone. */
    private static final Pattern REPLACED = Pattern.compile("\\.(?:replaceAll|replaceFirst)\\(\\s*+" + LITERALS + ",");

    private static final Pattern COMPILED = Pattern.compile("Pattern\\s*+\\.compile\\(\\s*+" + LITERALS);
    private static final Pattern UNICODE_ESCAPE = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*+)\\\\u([0-9a-fA-F]{4})");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*+)\"");

    @Test
    void copeWithLongHostileTexts() throws Exception {
        Map<String, Pattern> patterns = new TreeMap<>(ofTheServer());
        assertThat(patterns).as("found in static fields").hasSizeGreaterThan(100);
        patterns.putAll(inSources());
        // The same pattern in two places is one.
        Map<String, Map.Entry<String, Pattern>> different = new TreeMap<>();
        patterns.entrySet()
                .forEach(each -> different.putIfAbsent(
                        each.getValue().flags() + " " + each.getValue().pattern(), each));
        List<String> defeated = different.values().parallelStream()
                .flatMap(each -> HostileLength.defeats(each.getValue()).stream()
                        .map(why -> each.getKey() + "  " + each.getValue() + "  " + why))
                .sorted()
                .toList();
        assertThat(defeated).isEmpty();
    }

    /** A pattern that is made from what somebody wrote can't be tried beforehand. */
    @Test
    void areConstants() {
        Set<String> makers = new TreeSet<>();
        for (JavaClass each : SERVER) {
            each.getMethodCallsFromSelf().stream()
                    .filter(call -> call.getTargetOwner().isEquivalentTo(Pattern.class))
                    .filter(call ->
                            call.getName().equals("compile") || call.getName().equals("matches"))
                    .filter(call -> !call.getOrigin().getName().equals("<clinit>"))
                    .forEach(call -> makers.add(
                            each.getSimpleName() + "." + call.getOrigin().getName()));
        }
        assertThat(makers)
                .as("methods that compile a pattern; those here only fill static fields, or quote what they are given")
                .containsExactlyInAnyOrder(
                        "AvoidList.inAnyForm",
                        "BackReference.beginning",
                        "CommonNames.in",
                        "HarmfulText.any",
                        "HostileText.any");
    }

    private static Map<String, Pattern> ofTheServer() throws ReflectiveOperationException {
        Map<String, Pattern> found = new TreeMap<>();
        for (JavaClass each : SERVER) {
            for (JavaField field : each.getFields()) {
                if (field.getModifiers().contains(JavaModifier.STATIC) && mayHoldPatterns(field)) {
                    collect(
                            field.getFullName(),
                            valueOf(field),
                            found,
                            Collections.newSetFromMap(new IdentityHashMap<>()));
                }
            }
        }
        return found;
    }

    private static boolean mayHoldPatterns(JavaField field) {
        JavaClass type = field.getRawType();
        return type.isArray()
                || type.isAssignableTo(Pattern.class)
                || type.isAssignableTo(Iterable.class)
                || type.isAssignableTo(Map.class)
                || (type.getPackageName().startsWith("dev.chimera") && !type.isEnum());
    }

    private static Object valueOf(JavaField field) throws ReflectiveOperationException {
        Field reflected = Class.forName(field.getOwner().getName()).getDeclaredField(field.getName());
        reflected.setAccessible(true);
        return reflected.get(null);
    }

    private static void collect(String place, Object value, Map<String, Pattern> found, Set<Object> seen)
            throws ReflectiveOperationException {
        if (value == null || !seen.add(value)) {
            return;
        }
        switch (value) {
            case Pattern pattern -> found.put(place + "#" + found.size(), pattern);
            case Iterable<?> several -> {
                for (Object each : several) {
                    collect(place, each, found, seen);
                }
            }
            case Map<?, ?> map -> {
                collect(place, map.keySet(), found, seen);
                collect(place, map.values(), found, seen);
            }
            case Object[] several -> collect(place, List.of(several), found, seen);
            default -> {
                Class<?> type = value.getClass();
                if (type.getName().startsWith("dev.chimera") && !type.isHidden()) {
                    for (Field field : type.getDeclaredFields()) {
                        if (!Modifier.isStatic(field.getModifiers())
                                && !field.getType().isPrimitive()) {
                            field.setAccessible(true);
                            collect(place, field.get(value), found, seen);
                        }
                    }
                }
            }
        }
    }

    private static Map<String, Pattern> inSources() throws IOException {
        Map<String, Pattern> found = new TreeMap<>();
        for (String module : List.of("server", "cli", "embedded")) {
            Path sources = Path.of("..", module, "src", "main", "java");
            assertThat(sources).isDirectory();
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    List<Pattern> ways = new ArrayList<>(List.of(BY_STRING, REPLACED));
                    if (!module.equals("server")) {
                        ways.add(COMPILED);
                    }
                    for (Pattern way : ways) {
                        Matcher use = way.matcher(Files.readString(file));
                        while (use.find()) {
                            found.put(
                                    module + "/" + file.getFileName() + ":" + use.start(),
                                    Pattern.compile(text(use.group(1))));
                        }
                    }
                }
            }
        }
        return found;
    }

    private static String text(String literals) {
        StringBuilder text = new StringBuilder();
        Matcher literal = LITERAL.matcher(literals);
        while (literal.find()) {
            String plain = UNICODE_ESCAPE
                    .matcher(literal.group(1))
                    .replaceAll(escape ->
                            Matcher.quoteReplacement(escape.group(1) + (char) Integer.parseInt(escape.group(2), 16)));
            text.append(plain.translateEscapes());
        }
        return text.toString();
    }
}
