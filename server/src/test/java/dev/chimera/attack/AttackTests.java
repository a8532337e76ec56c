package dev.chimera.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** All attacks, on one stage. After them the purse is as full as before, and has never sent anything. */
class AttackTests {

    static final Stage STAGE = new Stage();

    @AfterAll
    static void leave() {
        STAGE.close();
        assertThat(STAGE.chain.transactions(STAGE.purse.address())).isZero();
        assertThat(STAGE.chain.balance(STAGE.purse.address())).isEqualTo(Stage.PURSE);
    }

    @Nested
    class HiddenOrderTests extends HiddenOrders {}

    @Nested
    class ForgedTaskTests extends ForgedTasks {}

    @Nested
    class CommerceDoorTests extends CommerceDoor {}
}
