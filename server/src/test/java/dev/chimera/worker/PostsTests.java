package dev.chimera.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.twitter.twittertext.TwitterTextParser;
import dev.chimera.model.Embedder;
import dev.chimera.model.RealEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What holds for every post, whatever it is made from: the examples, and sources that nothing was tuned on. */
class PostsTests {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final Pattern LINK = Pattern.compile("https?://\\S+");
    private static final Pattern HASHTAG = Pattern.compile("#[\\p{L}\\p{N}_]+");
    private static final Map<Path, List<ObjectNode>> WRITTEN = new java.util.concurrent.ConcurrentHashMap<>();

    static List<Path> folders() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String parent : List.of("../examples", "src/test/resources/proofs", "src/test/resources/heldout")) {
            try (Stream<Path> children = Files.list(Path.of(parent))) {
                children.filter(Files::isDirectory).sorted().forEach(folders::add);
            }
        }
        return folders;
    }

    private static List<ObjectNode> written(Path folder) throws IOException, InterruptedException {
        List<ObjectNode> known = WRITTEN.get(folder);
        if (known == null) {
            known = Newsroom.open(folder).writeAll();
            WRITTEN.put(folder, known);
        }
        assertThat(known).isNotEmpty();
        return known;
    }

    private static List<String> texts(Path folder) throws IOException, InterruptedException {
        return written(folder).stream()
                .map(post -> post.path("text").asString())
                .toList();
    }

    /** The text without its link and hashtags. */
    private static String prose(String post) {
        return HASHTAG.matcher(LINK.matcher(post).replaceAll("")).replaceAll("").strip();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyCampaignGetsAsManyPostsAsItWants(Path folder) throws IOException, InterruptedException {
        assertThat(written(folder)).hasSizeGreaterThanOrEqualTo(Newsroom.open(folder).posts);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void postsFitAndAreNotStubs(Path folder) throws IOException, InterruptedException {
        for (String post : texts(folder)) {
            assertThat(TwitterTextParser.parseTweet(post).weightedLength)
                    .as(post)
                    .isBetween(45, 280);
            assertThat(prose(post)).as(post).hasSizeGreaterThanOrEqualTo(45);
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void postsAreWholeSentencesWithBalancedQuotes(Path folder) throws IOException, InterruptedException {
        for (String post : texts(folder)) {
            String prose = prose(post);
            assertThat(prose).as(post).matches("(?s)^[\"“]?[\\p{Lu}\\p{N}].*[.!?][\"”]?$");
            assertThat(prose).as(post).doesNotContain("  ", " .", " ,", "..", "…", "!!", "<", "&amp;", "\n");
            assertThat(prose.chars().filter(c -> c == '"').count() % 2).as(post).isZero();
            assertThat(prose.chars().filter(c -> c == '(').count())
                    .as(post)
                    .isEqualTo(prose.chars().filter(c -> c == ')').count());
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyWordNumberAndNameStandsInTheMaterial(Path folder) throws IOException, InterruptedException {
        for (ObjectNode post : written(folder)) {
            String material = post.path("material").values().stream()
                    .map(one -> one.path("text").asString())
                    .collect(Collectors.joining(" "));
            Set<String> known = words(material.toLowerCase(Locale.ROOT));
            String prose = prose(post.path("text").asString());
            assertThat(known).as(prose).containsAll(words(prose.toLowerCase(Locale.ROOT)));
            // Every sentence of the post is a sentence of the source, with parts left out but none put in or moved.
            for (String sentence : dev.chimera.model.offline.SentenceSplitter.split(prose)) {
                assertThat(isThinnedFrom(sentence, material)).as(sentence).isTrue();
            }
        }
    }

    private static Set<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(HashSet::new));
    }

    /** Whether the words of the sentence come in the same order within one line of the material. */
    private static boolean isThinnedFrom(String sentence, String material) {
        List<String> wanted = WORD.matcher(sentence.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
        return material.toLowerCase(Locale.ROOT).lines().anyMatch(line -> {
            int at = 0;
            for (MatchResult word : WORD.matcher(line).results().toList()) {
                if (at < wanted.size() && word.group().equals(wanted.get(at))) {
                    at++;
                }
            }
            return at == wanted.size();
        });
    }

    @ParameterizedTest
    @MethodSource("folders")
    void linksLeadToTheSourceItemAndStandOnce(Path folder) throws IOException, InterruptedException {
        for (ObjectNode post : written(folder)) {
            JsonNode source = post.path("sources").path(0);
            List<String> links = LINK.matcher(post.path("text").asString())
                    .results()
                    .map(MatchResult::group)
                    .toList();
            if (source.path("url").asString().startsWith("http")) {
                assertThat(links).containsExactly(source.path("url").asString());
            } else {
                assertThat(links).isEmpty();
                assertThat(source.path("url").asString()).startsWith("notes/");
            }
            assertThat(post.path("is_ai_labeled").asBoolean()).isTrue();
            assertThat(post.path("composer").asString()).isEqualTo("offline/1");
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void hashtagsAreThePersonasAndFew(Path folder) throws IOException, InterruptedException {
        List<String> allowed = Newsroom.open(folder).soul.hashtags();
        int tagged = 0;
        for (String post : texts(folder)) {
            List<String> tags =
                    HASHTAG.matcher(post).results().map(MatchResult::group).toList();
            assertThat(allowed).containsAll(tags);
            assertThat(tags).as(post).hasSizeLessThanOrEqualTo(2).doesNotHaveDuplicates();
            tagged += tags.isEmpty() ? 0 : 1;
        }
        assertThat(tagged).as("some posts of every persona have one").isPositive();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void neverSaysWhatThePersonaAvoids(Path folder) throws IOException, InterruptedException {
        for (String word : Newsroom.open(folder).soul.avoid()) {
            assertThat(texts(folder))
                    .noneMatch(post -> post.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)));
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void noTwoPostsBeginAlikeOrSayTheSame(Path folder) throws IOException, InterruptedException {
        List<String> posts = texts(folder).stream().map(PostsTests::prose).toList();
        assertThat(posts.stream().map(PostsTests::opening)).doesNotHaveDuplicates();
        Embedder embedder = RealEmbedder.get();
        for (int i = 0; i < posts.size(); i++) {
            for (int j = i + 1; j < posts.size(); j++) {
                assertThat(Embedder.cosine(embedder.embed(posts.get(i)), embedder.embed(posts.get(j))))
                        .as("%s%n%s", posts.get(i), posts.get(j))
                        .isLessThan(0.92);
            }
        }
        List<String> sentences = posts.stream()
                .flatMap(post -> dev.chimera.model.offline.SentenceSplitter.split(post).stream())
                .toList();
        assertThat(sentences).doesNotHaveDuplicates();
    }

    private static String opening(String post) {
        return WORD.matcher(post.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .limit(2)
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void feedsNeverPutTheirWeIntoTheAgentsMouth(Path folder) throws IOException, InterruptedException {
        for (ObjectNode post : written(folder)) {
            boolean feedOnly = post.path("material").size() == 1
                    && post.path("sources").path(0).path("url").asString().startsWith("http");
            if (feedOnly) {
                String unquoted = prose(post.path("text").asString()).replaceAll("[\"“][^\"“”]*[\"”]", "");
                assertThat(unquoted).doesNotContainPattern("\\b(?:I|we|We|our|Our|us|my|My)\\b");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void writesTheSameAgain(Path folder) throws IOException, InterruptedException {
        List<String> again = Newsroom.open(folder).writeAll().stream()
                .map(post -> post.path("text").asString())
                .toList();
        assertThat(again).isEqualTo(texts(folder));
    }
}
