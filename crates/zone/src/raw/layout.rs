//! Where things lie in a raw zone. Every path is made here.

use object_store::path::Path;

use super::ObjectId;

/// The folder of the kept objects and their sidecars.
pub(super) const OBJECTS: &str = "objects";
/// The folder of the uploads that are not kept yet.
pub(super) const INCOMING: &str = "incoming";
/// The folder of what is known of each address.
const FETCHES: &str = "fetches";
/// How the name of a sidecar ends.
const SIDECAR: &str = ".json";

/// Where the bytes of an object lie. The folder of two digits keeps folders small.
pub(super) fn object(id: ObjectId) -> Path {
    let name = id.to_string();
    Path::from(format!("{OBJECTS}/{}/{name}", &name[..2]))
}

/// Where the sidecar of an object lies.
pub(super) fn sidecar(id: ObjectId) -> Path {
    Path::from(format!("{}{SIDECAR}", object(id)))
}

/// Where an upload lies until it is kept.
pub(super) fn incoming(name: &str) -> Path {
    Path::from(format!("{INCOMING}/{name}"))
}

/// Where the state of an address lies. Addresses hold what paths may not, so the name is their digest.
pub(super) fn fetch(url: &str) -> Path {
    Path::from(format!("{FETCHES}/{}{SIDECAR}", ObjectId::of(url.as_bytes())))
}

/// A file under [`OBJECTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    /// The bytes of an object.
    Bytes(ObjectId),
    /// The sidecar of an object.
    Sidecar(ObjectId),
}

/// What a path under [`OBJECTS`] holds; `None` for a file that is not ours.
pub(super) fn stored(path: &Path) -> Option<Stored> {
    let name = path.filename()?;
    match name.strip_suffix(SIDECAR) {
        Some(name) => name.parse().ok().map(Stored::Sidecar),
        None => name.parse().ok().map(Stored::Bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_recognised_again() {
        let id = ObjectId::of(b"");
        assert_eq!(stored(&object(id)), Some(Stored::Bytes(id)));
        assert_eq!(stored(&sidecar(id)), Some(Stored::Sidecar(id)));
        assert_eq!(stored(&Path::from("objects/e3/notes.txt")), None);
    }

    #[test]
    fn an_object_lies_under_its_first_two_digits() {
        assert!(object(ObjectId::of(b"")).as_ref().starts_with("objects/e3/e3b0c442"));
    }
}
