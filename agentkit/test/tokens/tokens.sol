// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// Tokens for tests only: one that keeps its word, and some that break it, each in its own way.

/// A plain ERC-20 token with 6 decimals. Whoever deploys it holds everything.
contract GoodToken {
    string public name;
    string public symbol;
    uint8 public constant decimals = 6;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    event Transfer(address indexed from, address indexed to, uint256 value);

    error InsufficientBalance();

    constructor(string memory name_, string memory symbol_, uint256 supply) {
        name = name_;
        symbol = symbol_;
        totalSupply = supply;
        balanceOf[msg.sender] = supply;
        emit Transfer(address(0), msg.sender, supply);
    }

    function transfer(address to, uint256 value) external virtual returns (bool) {
        move(msg.sender, to, value);
        return true;
    }

    function move(address from, address to, uint256 value) internal {
        if (balanceOf[from] < value) revert InsufficientBalance();
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }

    /// How the tests hand out a token whose transfer does not.
    function give(address to, uint256 value) external {
        move(msg.sender, to, value);
    }
}

/// Answers false and moves nothing.
contract ReturnsFalseToken is GoodToken {
    constructor(uint256 supply) GoodToken("Returns False", "FALSE", supply) {}

    function transfer(address, uint256) external pure override returns (bool) {
        return false;
    }
}

/// Always reverts.
contract RevertingToken is GoodToken {
    constructor(uint256 supply) GoodToken("Reverting", "REVERT", supply) {}

    function transfer(address, uint256) external pure override returns (bool) {
        revert("transfers are closed");
    }
}

/// Keeps one in a hundred: the recipient gets less than was ordered.
contract FeeOnTransferToken is GoodToken {
    constructor(uint256 supply) GoodToken("Fee On Transfer", "FEE", supply) {}

    function transfer(address to, uint256 value) external override returns (bool) {
        uint256 fee = value / 100 + 1;
        move(msg.sender, address(this), fee);
        move(msg.sender, to, value - fee);
        return true;
    }
}

/// Says that all went well, and moves nothing: no simulation sees it.
contract SilentToken is GoodToken {
    constructor(uint256 supply) GoodToken("Silent", "SILENT", supply) {}

    function transfer(address, uint256) external pure override returns (bool) {
        return true;
    }
}

/// Goes well in a simulation, which has no gas price, and reverts in a block.
contract RevertsWhenMinedToken is GoodToken {
    constructor(uint256 supply) GoodToken("Reverts When Mined", "TRAP", supply) {}

    function transfer(address to, uint256 value) external override returns (bool) {
        require(tx.gasprice == 0, "only in simulations");
        move(msg.sender, to, value);
        return true;
    }
}
