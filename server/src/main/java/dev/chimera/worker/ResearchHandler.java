package dev.chimera.worker;

import dev.chimera.campaign.SoulCatalog;
import dev.chimera.campaign.Source;
import dev.chimera.campaign.SourceCatalog;
import dev.chimera.failure.Failure;
import dev.chimera.model.offline.SentenceSplitter;
import dev.chimera.persona.Soul;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import dev.chimera.worker.source.Item;
import dev.chimera.worker.source.LeftOut;
import dev.chimera.worker.source.Reading;
import dev.chimera.worker.source.SourceReader;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * RESEARCH: reads the campaign's sources and picks what serves its goal.
 *
 * <p>Payload {@code {"goal","wanted"}}; result {@code {"picks":[Pick...],"unreadable":[{"location","code",
 * "message"}],"passed_over":[{"location","item","code","message","text"}],"left_out":[{"location","item","code",
 * "message"}],"hints":[{"location","code","message"}]}}. It picks up to {@code 2 * wanted + 3}, so that a rejected draft
 * can be replaced by another item.
 */
@Component
class ResearchHandler implements TaskHandler {

    private static final int REMEMBERED_POSTS = 200;
    private static final int MOST_WANTED = 1_000;
    /** Of what was left out; a feed may be nothing else. */
    private static final int MOST_NAMED = 100;

    private static final int LONGEST_MESSAGE = 1_000;
    /** Below this a sentence is common property, such as a greeting. */
    private static final int TELLING = 30;
    /** Nearly all feeds have less; one that has more is asked for once more, with room for it. */
    private static final int USUAL_ADDRESS = 1_024 * 1_024;

    private final ResearchMemory memory;
    private final SourceCatalog sources;
    private final SoulCatalog souls;
    private final PostHistory history;
    private final SourceReader reader;
    private final ItemRanker ranker;
    private final HostileTextLog hostile;

    ResearchHandler(
            ResearchMemory memory,
            SourceCatalog sources,
            SoulCatalog souls,
            PostHistory history,
            SourceReader reader,
            ItemRanker ranker,
            HostileTextLog hostile) {
        this.memory = memory;
        this.sources = sources;
        this.souls = souls;
        this.history = history;
        this.reader = reader;
        this.ranker = ranker;
        this.hostile = hostile;
    }

    @Override
    public TaskType type() {
        return TaskType.RESEARCH;
    }

    @Override
    public Outcome handle(TaskContext context) throws InterruptedException {
        Task task = context.task();
        if (goal(task).isEmpty()) {
            return new Outcome.Fail(
                    new Failure("INVALID_TASK", "a RESEARCH task needs a goal", "payload.goal is empty"));
        }
        return within(task, USUAL_ADDRESS);
    }

    /** Asks for a larger share when an address has more than was expected, and for none beyond that. */
    private Outcome within(Task task, int perAddress) throws InterruptedException {
        Optional<ResearchMemory.Share> entered = memory.enter(task, perAddress);
        if (entered.isEmpty()) {
            return memory.later();
        }
        try (ResearchMemory.Share share = entered.get()) {
            List<Source> named = sources.of(task.tenant(), task.campaign());
            Reading reading = reader.read(named, share.room());
            if (!share.room().refused() || perAddress == SourceReader.MOST_BYTES) {
                return pick(task, named, reading);
            }
        }
        return within(task, SourceReader.MOST_BYTES);
    }

    private Outcome pick(Task task, List<Source> named, Reading reading) {
        String goal = goal(task);
        int wanted = Math.clamp(task.payload().path("wanted").asInt(1), 0, MOST_WANTED);
        hostile.write(task, HostileSources.in(reading));
        Soul soul = souls.of(task.tenant(), task.campaign());
        if (reading.items().isEmpty()) {
            return new Outcome.Fail(noSourceLeft(named, reading), result(List.of(), reading, soul));
        }
        List<Item> fresh = unsaid(task, reading.items());
        ItemRanker.Ranking ranking = ranker.rank(goal, soul, fresh, wanted);
        List<Pick> picks = ranking.picks();
        reading.items().stream()
                .filter(item -> fresh.stream().noneMatch(other -> isOf(item, other)))
                .forEach(item -> ranking.passedOver().add(item, "POSTED_ALREADY", "the agent has posted it"));
        if (picks.isEmpty()) {
            return new Outcome.Fail(
                    new Failure(
                            "NO_MATERIAL",
                            "none of the " + reading.items().size()
                                    + " items of the sources has to do with the goal, or"
                                    + " all that do were posted already",
                            "add sources that speak about it, or widen the goal"),
                    ranking.passedOver().into(result(List.of(), reading, soul)));
        }
        return new Outcome.Done(ranking.passedOver().into(result(picks, reading, soul)), confidence(picks, wanted));
    }

    private static String goal(Task task) {
        return task.payload().path("goal").asString("").strip();
    }

    /** Whether the one is what is left of the other. */
    private static boolean isOf(Item whole, Item rest) {
        return whole.equals(rest)
                || (whole.source().equals(rest.source())
                        && whole.title().equals(rest.title())
                        && whole.text().contains(rest.text().lines().findFirst().orElse(""))
                        && whole.ownNote());
    }

    /** What the agent has not said yet: other items of a feed, other sentences of a note. */
    private List<Item> unsaid(Task task, List<Item> items) {
        Set<String> usedUrls = history.usedUrls(task.tenant(), task.agent());
        Set<String> said = history.recentTexts(task.tenant(), task.agent(), REMEMBERED_POSTS).stream()
                .flatMap(text -> SentenceSplitter.split(text).stream())
                .filter(sentence -> sentence.length() >= TELLING)
                .collect(Collectors.toSet());
        return items.stream()
                .map(item -> unsaid(item, usedUrls, said))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable Item unsaid(Item item, Set<String> usedUrls, Set<String> said) {
        if (item.url() != null && usedUrls.contains(item.url())) {
            return null;
        }
        if (!item.ownNote() || item.url() != null) {
            return said.stream().anyMatch(item.text()::contains) ? null : item;
        }
        String rest = item.text()
                .lines()
                .map(line -> SentenceSplitter.split(line).stream()
                        .filter(sentence -> !said.contains(sentence))
                        .collect(Collectors.joining(" ")))
                .filter(line -> !line.isBlank())
                .collect(Collectors.joining("\n"));
        return rest.isBlank() ? null : new Item(item.source(), item.title(), null, rest, true, item.published());
    }

    private static Failure noSourceLeft(List<Source> named, Reading reading) {
        if (named.isEmpty()) {
            return new Failure("NO_SOURCE_LEFT", "the campaign names no source", "add a feed or a note to 'sources'");
        }
        String why = Stream.concat(
                        reading.unreadable().stream().map(one -> one.code() + " " + one.message()),
                        reading.leftOut().stream()
                                .map(one -> one.code() + " " + one.location() + ": " + named(one) + one.message()))
                .limit(3)
                .collect(Collectors.joining("; "));
        return new Failure(
                "NO_SOURCE_LEFT",
                "none of the campaign's " + named.size() + " sources gave anything to write about"
                        + (why.isEmpty() ? "" : ": " + why),
                "correct the sources in the campaign file");
    }

    private static String named(LeftOut one) {
        return one.item().isEmpty() ? "" : "'" + one.item() + "' ";
    }

    /** A section may hold any number of parts that are passed over, each named in one message. */
    private static String shown(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE - 1) + "…" : message;
    }

    private static ObjectNode result(List<Pick> picks, Reading reading, Soul soul) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode chosen = result.putArray("picks");
        picks.forEach(pick -> chosen.add(pick.json()));
        ArrayNode unreadable = result.putArray("unreadable");
        reading.unreadable()
                .forEach(one -> unreadable
                        .addObject()
                        .put("location", one.location())
                        .put("code", one.code())
                        .put("message", one.message()));
        ArrayNode leftOut = result.putArray("left_out");
        reading.leftOut().stream()
                .limit(MOST_NAMED)
                .forEach(one -> leftOut.addObject()
                        .put("location", one.location())
                        .put("item", one.item())
                        .put("code", one.code())
                        .put("message", shown(one.message())));
        if (reading.leftOut().size() > MOST_NAMED) {
            leftOut.addObject()
                    .put("location", "the sources")
                    .put("item", "")
                    .put("code", "MORE_LEFT_OUT")
                    .put("message", reading.leftOut().size() - MOST_NAMED + " more items were left out");
        }
        ArrayNode hints = result.putArray("hints");
        OwnFeeds.among(reading.channels(), soul)
                .forEach(channel -> hints.addObject()
                        .put("location", channel.location())
                        .put("code", OwnFeeds.CODE)
                        .put("message", OwnFeeds.offer(channel)));
        return result;
    }

    private static double confidence(List<Pick> picks, int wanted) {
        double nearness = picks.stream()
                .limit(Math.max(1, wanted))
                .mapToDouble(Pick::relevance)
                .average()
                .orElse(0);
        return Math.clamp(0.5 + nearness, 0.0, 0.99);
    }
}
