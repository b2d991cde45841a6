//! Where results go: standard output, or a file that appears complete or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Results of interrupted runs that are kept beside each other.
const MOST_PARTIAL: u32 = 100;

/// A file that is written beside its name and takes it at the end.
#[derive(Debug)]
pub(super) enum OutputFile {
    /// A device or a pipe, written as it comes.
    InPlace(BufWriter<File>),
    /// A temporary file, and the name it gets. It is removed when it does not get that far.
    Beside(BufWriter<NamedTempFile>, PathBuf),
}

impl OutputFile {
    /// Starts writing what will be `path`. What is no ordinary file (a device, a pipe) is written in place.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        // Through a link to the file itself, so that the link stays one.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let found = fs::metadata(&target).ok();
        if found.as_ref().is_some_and(fs::Metadata::is_dir) || ends_with_separator(path) {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        if found.as_ref().is_some_and(|f| !f.is_file()) {
            let file = OpenOptions::new().write(true).open(&target)?;
            return Ok(Self::InPlace(BufWriter::new(file)));
        }
        let folder = target.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // A file that is replaced keeps its permissions; a new one is its owner's alone, as it holds mail.
        let file = tempfile::Builder::new().prefix(".whyjunk-").suffix(".part").tempfile_in(folder)?;
        if let Some(found) = found {
            file.as_file().set_permissions(found.permissions())?;
        }
        Ok(Self::Beside(BufWriter::with_capacity(1 << 16, file), target))
    }

    /// Gives the file its name.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::InPlace(mut writer) => writer.flush(),
            Self::Beside(writer, target) => {
                let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.persist(target).map(drop).map_err(|e| e.error)
            }
        }
    }

    /// Gives what an interrupted run left a name of its own, the final one with `.partial` behind it. `None` for a
    /// device or a pipe, which has it already.
    pub(super) fn finish_partial(self) -> io::Result<Option<PathBuf>> {
        match self {
            Self::InPlace(mut writer) => writer.flush().map(|()| None),
            Self::Beside(writer, target) => {
                let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
                keep_beside(file, &target).map(Some)
            }
        }
    }
}

/// Keeps a file under the first name that is free: nothing that lies there already is replaced, it may be anything.
fn keep_beside(mut file: NamedTempFile, target: &Path) -> io::Result<PathBuf> {
    let mut number = 1;
    loop {
        let mut name = target.as_os_str().to_owned();
        name.push(if number == 1 { ".partial".to_owned() } else { format!(".partial-{number}") });
        let path = PathBuf::from(name);
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists && number < MOST_PARTIAL => {
                file = taken.file;
                number += 1;
            }
            Err(failed) => return Err(failed.error),
        }
    }
}

fn ends_with_separator(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|b| std::path::is_separator(char::from(*b)))
}

/// The input that writing to `path` would replace: the same file, or a folder that holds it.
pub(super) fn endangered<'i>(path: &Path, inputs: impl IntoIterator<Item = &'i Path>) -> Option<&'i Path> {
    let target = real(path)?;
    inputs.into_iter().find(|input| {
        // Standard input may come out of a file too, and some systems tell which.
        let input = if input.as_os_str() == "-" { Path::new("/dev/stdin") } else { input };
        fs::canonicalize(input).is_ok_and(|input| target.starts_with(input) && target.exists())
    })
}

/// The real path of a file that is there or will be; `None` for a device or pipe, which nothing replaces.
fn real(path: &Path) -> Option<PathBuf> {
    if let Ok(found) = fs::metadata(path) {
        return fs::canonicalize(path).ok().filter(|_| found.is_file());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    Some(fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?.join(path.file_name()?))
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::InPlace(writer) => writer.write(bytes),
            Self::Beside(writer, _) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::InPlace(writer) => writer.flush(),
            Self::Beside(writer, _) => writer.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_name_appears_only_when_all_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        let mut file = OutputFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        assert!(!path.exists());
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let mut file = OutputFile::create(&path).unwrap();
        file.write_all(b"whole").unwrap();
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_partial_result_never_has_the_final_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        for name in ["out.json.partial", "out.json.partial-2"] {
            let mut file = OutputFile::create(&path).unwrap();
            file.write_all(name.as_bytes()).unwrap();
            let kept = file.finish_partial().unwrap().unwrap();
            assert_eq!(kept, folder.path().join(name));
            assert_eq!(fs::read(kept).unwrap(), name.as_bytes());
        }
        assert!(!path.exists());
    }

    #[test]
    fn an_input_and_what_lies_in_one_are_endangered() {
        let folder = tempfile::tempdir().unwrap();
        let (mail, inner) = (folder.path().join("mail"), folder.path().join("mail/inner"));
        fs::create_dir_all(&inner).unwrap();
        let input = inner.join("in.eml");
        fs::write(&input, "Subject: x\n\n").unwrap();
        fs::write(inner.join("old.csv"), "").unwrap();
        for output in [input.clone(), inner.join("../inner/in.eml"), inner.join("old.csv")] {
            assert_eq!(endangered(&output, [mail.as_path()]), Some(mail.as_path()), "{output:?}");
        }
        assert_eq!(endangered(&input, [input.as_path()]), Some(input.as_path()));
        assert_eq!(endangered(&inner.join("new.csv"), [mail.as_path()]), None);
        for output in [folder.path().join("mail.csv"), inner.join("in.eml.json"), folder.path().join("no/x")]
        {
            assert_eq!(endangered(&output, [input.as_path()]), None, "{output:?}");
        }
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(&input, &link).unwrap();
            assert_eq!(endangered(&link, [input.as_path()]), Some(input.as_path()));
            assert_eq!(endangered(&input, [link.as_path()]), Some(link.as_path()));
        }
    }

    #[test]
    fn a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(OutputFile::create(folder.path()).is_err());
    }
}
