package dev.chimera.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.campaign.Source;
import dev.chimera.persona.SoulParser;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class HandlersTests {

    private static final Path COFFEE = Path.of("../examples/coffee-launch");
    private static final Path NEWSROOM = Path.of("../examples/local-newsroom");

    private static ObjectNode done(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        Outcome.Done done = (Outcome.Done) outcome;
        assertThat(done.confidence()).isBetween(0.0, 1.0);
        return done.result();
    }

    private static String failure(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Fail.class);
        return ((Outcome.Fail) outcome).failure().code();
    }

    private static List<String> titles(ObjectNode research) {
        return research.path("picks").values().stream()
                .map(pick -> pick.path("title").asString())
                .toList();
    }

    private static Newsroom newsroom(String goal, Source... sources) {
        return new Newsroom(goal, 2, SoulParser.parse("---\nname: A\n---\n"), List.of(sources));
    }

    @Test
    void researchLeavesOutWhatHasNothingToDoWithTheGoal() throws IOException, InterruptedException {
        assertThat(titles(done(Newsroom.open(NEWSROOM).research())))
                .contains("Council approves 20 mph limit for the old town", "Night bus returns after four years")
                .doesNotContain(
                        "Recipe: smoked haddock pie",
                        "Horoscope for the week",
                        "Wexmouth Town lose at home again",
                        "Actor opens Christmas market");
        assertThat(titles(done(Newsroom.open(COFFEE).research())))
                .contains("The coffee", "Why cold brew suits hard-to-please home baristas")
                .doesNotContain("Our server moved", "Lisbon half marathon closes the riverside on Sunday");
    }

    @Test
    void researchPicksSparesWithAnHonestRelevance() throws IOException, InterruptedException {
        Newsroom newsroom = Newsroom.open(COFFEE);
        JsonNode picks = done(newsroom.research()).path("picks");
        assertThat(picks.size()).isBetween(newsroom.posts + 1, 2 * newsroom.posts + 3);
        for (JsonNode pick : picks) {
            assertThat(pick.path("relevance").asDouble()).isBetween(0.18, 1.0);
            assertThat(pick.path("source").asString()).isIn("feeds/coffee.xml", "notes/product.md");
            assertThat(pick.path("text").asString()).isNotBlank();
        }
    }

    @Test
    void researchPassesOverWhatTheAgentHasPostedAbout() throws IOException, InterruptedException {
        Newsroom newsroom = Newsroom.open(COFFEE);
        String text = newsroom.writeAll().getFirst().path("text").asString();
        newsroom.posted.add(text);
        newsroom.usedUrls.add("https://slowpour.example.com/2026/11/cold-brew-forgiving");
        assertThat(titles(done(newsroom.research())))
                .doesNotContain("Why cold brew suits hard-to-please home baristas");
        assertThat(newsroom.writeAll())
                .noneMatch(post -> text.equals(post.path("text").asString()));
    }

    @Test
    void researchNamesTheSourcesThatItCouldNotRead() throws InterruptedException {
        ObjectNode result = done(newsroom(
                        "Tell people about the library",
                        new Source(0, "bad.xml", "no feed", null),
                        new Source(1, "n.md", "# Library\nThe library opens on Sundays from noon to five.", null))
                .research());
        assertThat(result.path("unreadable").path(0).path("location").asString())
                .isEqualTo("bad.xml");
        assertThat(result.path("unreadable").path(0).path("code").asString()).isEqualTo("SOURCE_NOT_A_FEED");
        assertThat(titles(result)).containsExactly("Library");
    }

    @Test
    void researchNamesWhatItLeftOutAndOffersWhatLooksLikeTheAgentsOwn() throws InterruptedException {
        String feed =
                "<rss version=\"2.0\"><channel><title>Wexmouth Library</title><link>https://library.example</link>"
                        + "<item><guid>7</guid></item><item><title>Opening hours</title>"
                        + "<description>The library opens on Sundays from noon to five.</description></item></channel></rss>";
        Newsroom newsroom = new Newsroom(
                "Tell people about the library",
                2,
                SoulParser.parse("---\nname: Wexmouth Library\n---\nWe lend books.\n"),
                List.of(new Source(0, "ours.xml", feed, null), new Source(1, "theirs.xml", feed, null, false)));
        ObjectNode result = done(newsroom.research());
        assertThat(result.path("left_out").path(0).toString())
                .isEqualTo("{\"location\":\"ours.xml\",\"item\":\"7\",\"code\":\"ITEM_EMPTY\","
                        + "\"message\":\"has neither a title nor a text\"}");
        assertThat(result.path("hints")).hasSize(1);
        assertThat(result.path("hints").path(0).path("code").asString()).isEqualTo("FEED_MAY_BE_OWN");
        assertThat(result.path("hints").path(0).path("message").asString()).contains("{from: ours.xml, own: true}");
        assertThat(result.path("picks").values())
                .noneMatch(pick -> pick.path("own_note").asBoolean());
    }

    @Test
    void researchFailsWhereNoSourceIsLeft() throws InterruptedException {
        assertThat(failure(newsroom("Tell people about the library").research()))
                .isEqualTo("NO_SOURCE_LEFT");
        assertThat(failure(newsroom("Tell people", new Source(0, "bad.xml", "no", null))
                        .research()))
                .isEqualTo("NO_SOURCE_LEFT");
        assertThat(failure(newsroom("Tell people", new Source(0, "n.md", "# Only a heading", null))
                        .research()))
                .isEqualTo("NO_SOURCE_LEFT");
    }

    @Test
    void researchFailsWhereNothingHasToDoWithTheGoal() throws InterruptedException {
        Outcome outcome = newsroom("Explain quantum computing to teenagers", feed("Poach the haddock gently in milk."))
                .research();
        assertThat(failure(outcome)).isEqualTo("NO_MATERIAL");
        assertThat(leftOut(outcome)).containsExactly("OFF_GOAL Poach the haddock gently in milk.");
    }

    /** What an operator hands in as its own is what it wants to be told; the goal may be said in other words. */
    @Test
    void researchLeavesNoOwnNoteOut() throws InterruptedException {
        ObjectNode result = done(newsroom(
                        "Explain quantum computing to teenagers",
                        new Source(0, "n.txt", "Poach the haddock gently in milk with a bay leaf.", null))
                .research());
        assertThat(result.path("picks").path(0).path("text").asString())
                .isEqualTo("Poach the haddock gently in milk with a bay leaf.");
        assertThat(result.path("passed_over").isEmpty()).isTrue();
    }

    private static Source feed(String... entries) {
        String items = Stream.of(entries)
                .map(entry -> "<item><title>T</title><link>https://a.example/" + entry.hashCode()
                        + "</link><description>" + entry + "</description></item>")
                .collect(Collectors.joining());
        return new Source(
                0,
                "feed.xml",
                "<rss version=\"2.0\"><channel><title>F</title><link>https://a.example</link><description>F</description>"
                        + items + "</channel></rss>",
                null);
    }

    private static List<String> leftOut(Outcome outcome) {
        ObjectNode result = outcome instanceof Outcome.Fail fail
                ? Objects.requireNonNull(fail.result(), "what was left out")
                : done(outcome);
        return result.path("passed_over").values().stream()
                .map(line ->
                        line.path("code").asString() + " " + line.path("text").asString())
                .toList();
    }

    @Test
    void contentTriesSomethingElseAfterARejection() throws IOException, InterruptedException {
        Newsroom newsroom = Newsroom.open(NEWSROOM);
        Task research = newsroom.researched();
        List<String> texts = IntStream.range(0, newsroom.posts)
                .boxed()
                .flatMap(index -> IntStream.rangeClosed(1, 2)
                        .mapToObj(attempt -> done(newsroom.write(research, index, attempt))
                                .path("text")
                                .asString()))
                .toList();
        assertThat(texts).doesNotHaveDuplicates();
    }

    @Test
    void contentOfOneCampaignDiffersWhenWrittenSideBySide()
            throws IOException, InterruptedException, ExecutionException {
        Newsroom newsroom = Newsroom.open(NEWSROOM);
        Task research = newsroom.researched();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Outcome>> tasks = IntStream.range(0, newsroom.posts)
                    .mapToObj(index -> (Callable<Outcome>) () -> newsroom.write(research, index, 1))
                    .toList();
            List<String> texts = new java.util.ArrayList<>();
            for (Future<Outcome> written : workers.invokeAll(tasks)) {
                texts.add(done(written.get()).path("text").asString());
            }
            assertThat(texts).hasSize(newsroom.posts).doesNotHaveDuplicates();
        }
    }

    @Test
    void contentFailsWhereTheSourcesCarryNoMorePosts() throws InterruptedException {
        Newsroom newsroom = newsroom(
                "Tell people about the library",
                new Source(0, "n.md", "# Library\nThe library opens on Sundays from noon to five.", null));
        Task research = newsroom.researched();
        assertThat(done(newsroom.write(research, 0, 1)).path("text").asString())
                .isEqualTo("The library opens on Sundays from noon to five.");
        assertThat(failure(newsroom.write(research, 1, 1))).isEqualTo("NO_MATERIAL");
        assertThat(failure(newsroom.write(research, 2, 1))).isEqualTo("NO_MATERIAL");
    }

    /** Where nothing can take its place, the Judge hears of it again, and a person is asked in the end. */
    @Test
    void contentStaysWithItsDraftWhereNoOtherIsLeft() throws InterruptedException {
        Newsroom newsroom = newsroom(
                "Tell people about the library",
                new Source(0, "n.md", "# Library\nThe library opens on Sundays from noon to five.", null));
        Task research = newsroom.researched();
        assertThat(done(newsroom.write(research, 0, 2)).path("text").asString())
                .isEqualTo("The library opens on Sundays from noon to five.");
    }

    @Test
    void contentNamesWhatItCouldNotWriteAbout() throws InterruptedException {
        Newsroom newsroom = newsroom(
                "Tell people about the library",
                new Source(
                        0,
                        "n.md",
                        "# Library\nThe library opens on Sundays from noon to five.\n\nThis was decided by them yesterday.",
                        null));
        assertThat(leftOut(newsroom.write(newsroom.researched(), 1, 1)))
                .containsExactly("NO_SENTENCE This was decided by them yesterday.");
    }

    @Test
    void engagementProposesExactlyWhatWasWritten() throws IOException, InterruptedException {
        Newsroom newsroom = Newsroom.open(COFFEE);
        ObjectNode written = done(newsroom.write(newsroom.researched(), 0, 1));
        JsonNodeFactory json = JsonNodeFactory.instance;
        Task content = Newsroom.task(TaskType.CONTENT_GEN, json.objectNode(), written, null, 1);
        Task task = Newsroom.task(TaskType.ENGAGEMENT, json.objectNode(), null, null, 1);
        ObjectNode result = done(new EngagementHandler().handle(new TaskContext(task, List.of(content))));
        assertThat(result.path("proposal").path("tool").asString()).isEqualTo("post_tweet");
        JsonNode arguments = result.path("proposal").path("arguments");
        assertThat(arguments.path("text")).isEqualTo(written.path("text"));
        assertThat(arguments.path("is_ai_labeled").asBoolean()).isTrue();
        assertThat(arguments.size()).isEqualTo(2);
        assertThat(result.path("material")).isEqualTo(written.path("material"));
        assertThat(result.path("sources")).isEqualTo(written.path("sources"));
    }

    @Test
    void tasksWithoutWhatTheyNeedAreRefused() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        Task task = Newsroom.task(TaskType.ENGAGEMENT, json.objectNode(), null, null, 1);
        assertThat(failure(new EngagementHandler().handle(new TaskContext(task, List.of()))))
                .isEqualTo("INVALID_TASK");
        Task payment = Newsroom.task(TaskType.TRANSACTION, json.objectNode(), null, null, 1);
        assertThat(failure(new TransactionHandler().handle(new TaskContext(payment, List.of()))))
                .isEqualTo("INVALID_PAYMENT");
    }
}
