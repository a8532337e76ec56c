/**
 * The {@code offline} composer: a mind without a language model.
 *
 * <pre>
 * item -- SentenceSplitter -- StandaloneCheck --> leads, followers
 *           Compressor: what can go without changing what is said
 *           PassageFinder: runs of sentences that fit a post ---- Editor: which one is best, and unlike the others
 *           HashtagChooser, Asides, PostLayout --> Draft
 * </pre>
 *
 * <p>It never writes a sentence: it chooses true ones, shortens them where grammar allows, and sets them. So a draft
 * can be wrong only where its source is. It fails by returning fewer drafts, never by returning a worse one. The same
 * brief gives the same drafts in the same order, in every process: that is how tasks that run side by side keep out of
 * each other's way without speaking to each other.
 */
@NamedInterface("offline")
@NullMarked
package dev.chimera.model.offline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
