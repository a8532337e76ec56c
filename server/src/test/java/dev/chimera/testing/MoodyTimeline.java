package dev.chimera.testing;

import dev.chimera.bridge.Publication;
import dev.chimera.bridge.RemoteTimeline;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A world that records what reached it, and that acts and answers as the test says. */
public final class MoodyTimeline implements RemoteTimeline {

    /** What it does with a post. */
    public enum Mood {
        GOOD,
        ACTS_AND_THEN_FAILS,
        FAILS_WITHOUT_ACTING
    }

    private final InstantSource clock;
    private final List<Handover> attempts = new CopyOnWriteArrayList<>();
    private final List<Handover> posts = new CopyOnWriteArrayList<>();
    private final Map<AgentId, CountDownLatch> blocked = new ConcurrentHashMap<>();
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private final Map<AgentId, AtomicInteger> looks = new ConcurrentHashMap<>();
    private volatile Mood mood = Mood.GOOD;

    public MoodyTimeline(InstantSource clock) {
        this.clock = clock;
    }

    public void becomes(Mood next) {
        mood = next;
    }

    /** Nobody can look at this agent's timeline: whoever tries waits until the test is over. */
    public CountDownLatch blocks(AgentId agent) {
        CountDownLatch over = new CountDownLatch(1);
        blocked.put(agent, over);
        return over;
    }

    /** It shows what has this text only later: see {@link #shows}. */
    public void hides(String text) {
        hidden.add(text);
    }

    public void shows(String text) {
        hidden.remove(text);
    }

    /** How often somebody looked at this agent's timeline. */
    public int looksAt(AgentId agent) {
        return looks.computeIfAbsent(agent, _ -> new AtomicInteger()).get();
    }

    /** How often it was asked to post this text, whatever came of it. */
    public long attemptsAt(String text) {
        return attempts.stream().filter(post -> post.text().equals(text)).count();
    }

    /** How often this text is out there. */
    public long postsOf(String text) {
        return posts.stream().filter(post -> post.text().equals(text)).count();
    }

    @Override
    public Publication publish(Handover handover) {
        attempts.add(handover);
        if (mood != Mood.FAILS_WITHOUT_ACTING) {
            posts.add(handover);
        }
        if (mood != Mood.GOOD) {
            throw new IllegalStateException("the connection was reset");
        }
        return new Publication.Published("x-" + handover.effect());
    }

    @Override
    public List<Entry> newest(TenantId tenant, AgentId agent, int limit) {
        looks.computeIfAbsent(agent, _ -> new AtomicInteger()).incrementAndGet();
        CountDownLatch over = blocked.get(agent);
        if (over != null) {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("the account does not answer");
        }
        return posts.stream()
                .filter(post -> post.agent().equals(agent) && !hidden.contains(post.text()))
                .limit(limit)
                .map(post -> new Entry("x-" + post.effect(), post.effect(), post.text(), clock.instant()))
                .toList();
    }
}
