package dev.chimera.audit;

import java.util.List;
import java.util.Optional;

/**
 * Whether the blocks of a chain, one after the other, are signed as they have to be: from the first signature on each by one
 * of our keys, and never again by one that was retired. Without a key it knows nothing, and finds nothing.
 */
final class SignatureWalk {

    private static final String STRANGER = ": it was sealed by somebody without the key";

    private final Keyring keys;
    private int newest = Integer.MAX_VALUE;
    private long firstSigned = Long.MAX_VALUE;
    private long signed;

    SignatureWalk(Keyring keys) {
        this.keys = keys;
    }

    long signed() {
        return signed;
    }

    /** What is wrong with the next block's signature. */
    Optional<String> check(AuditBlock block) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        if (block.signature() == null) {
            return firstSigned == Long.MAX_VALUE
                    ? Optional.empty()
                    : Optional.of(
                            "block " + block.height() + " carries no signature, and blocks before it do" + STRANGER);
        }
        firstSigned = Math.min(firstSigned, block.height());
        int place = keys.place(block.signature(), block.signedDigest());
        if (place < 0) {
            return Optional.of("the signature of block " + block.height() + " is by none of our keys" + STRANGER);
        }
        if (place > newest) {
            return Optional.of("block " + block.height() + " is signed with a key that was retired before it");
        }
        newest = place;
        signed++;
        return Optional.empty();
    }

    /** What is wrong with the signatures of archives: one of a time with signatures has to have one. */
    Optional<String> check(List<Archive> archives) {
        return keys.isEmpty()
                ? Optional.empty()
                : archives.stream()
                        .filter(archive -> !isGood(archive))
                        .map(archive -> "the record of the archive "
                                + archive.month().name() + " is signed by none of our keys")
                        .findFirst();
    }

    private boolean isGood(Archive archive) {
        return archive.signature() == null
                ? archive.lastHeight() < firstSigned && archive.leftBehind().isEmpty()
                : keys.place(archive.signature(), archive.signedDigest()) >= 0;
    }
}
