//! What goes wrong in the world: a full disk, little memory, a process that is killed.

mod disk;
mod killed;
mod memory;
