//! Where results go: standard output, or a file that appears complete or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that is written beside its name and takes it at the end.
#[derive(Debug)]
pub(super) struct OutputFile {
    writer: Option<BufWriter<File>>,
    /// The name under which it is written, and the one it gets; `None` when it is written in place.
    rename: Option<(PathBuf, PathBuf)>,
}

impl OutputFile {
    /// Starts writing what will be `path`. What is no ordinary file (a device, a pipe) is written in place.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        // Through a link to the file itself, so that the link stays one.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&target) {
            Ok(found) if found.is_dir() => {
                return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
            }
            Ok(found) if !found.is_file() => {
                let file = OpenOptions::new().write(true).open(&target)?;
                return Ok(Self { writer: Some(BufWriter::new(file)), rename: None });
            }
            _ => {}
        }
        let part = part_of(&target)?;
        let file = OpenOptions::new().write(true).create_new(true).open(&part)?;
        Ok(Self { writer: Some(BufWriter::with_capacity(1 << 16, file)), rename: Some((part, target)) })
    }

    /// Gives the file its name.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if let Some(mut writer) = self.writer.take() {
            writer.flush()?;
        }
        match &self.rename {
            Some((part, target)) => {
                fs::rename(part, target)?;
                self.rename = None;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// The input that writing to `path` would replace: the same file, or a folder that holds it.
pub(super) fn endangered<'i>(path: &Path, inputs: impl IntoIterator<Item = &'i Path>) -> Option<&'i Path> {
    let target = real(path)?;
    inputs.into_iter().find(|input| {
        // Standard input may come out of a file too, and some systems tell which.
        let input = if input.as_os_str() == "-" { Path::new("/dev/stdin") } else { input };
        fs::canonicalize(input).is_ok_and(|input| target.starts_with(input))
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

/// A hidden name beside `target`, of this process alone.
fn part_of(target: &Path) -> io::Result<PathBuf> {
    let name =
        target.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    let mut part = std::ffi::OsString::from(".");
    part.push(name);
    part.push(format!(".{}.part", std::process::id()));
    Ok(target.with_file_name(part))
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.as_mut().map_or(Ok(0), |w| w.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        if let Some((part, _)) = &self.rename {
            self.writer = None;
            let _ = fs::remove_file(part);
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
    fn an_input_and_what_lies_in_one_are_endangered() {
        let folder = tempfile::tempdir().unwrap();
        let (mail, inner) = (folder.path().join("mail"), folder.path().join("mail/inner"));
        fs::create_dir_all(&inner).unwrap();
        let input = inner.join("in.eml");
        fs::write(&input, "Subject: x\n\n").unwrap();
        for output in [input.clone(), inner.join("../inner/in.eml"), inner.join("new.csv")] {
            assert_eq!(endangered(&output, [mail.as_path()]), Some(mail.as_path()), "{output:?}");
        }
        assert_eq!(endangered(&input, [input.as_path()]), Some(input.as_path()));
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
