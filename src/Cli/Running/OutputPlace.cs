namespace Cli.Running;

/// <summary>Where <c>--output</c> leads: judged before anything is read, so that nobody waits for a result that has no place.</summary>
internal static class OutputPlace
{
    /// <summary>The path of the file that is to be written.</summary>
    public static string File(Surroundings here, string named)
    {
        var path = Path(here, named);
        if (Directory.Exists(path))
        {
            throw new CliFault($"--output {named} is a folder: give the file's name too");
        }

        var folder = System.IO.Path.GetDirectoryName(path);
        return Directory.Exists(folder)
            ? path
            : throw new CliFault($"--output {named}: there is no folder {folder}; make it, or give another");
    }

    /// <summary>The path of the folder that is to be written to; it need not be there yet.</summary>
    public static string Folder(Surroundings here, string named)
    {
        var path = Path(here, named);
        return System.IO.File.Exists(path) ? throw new CliFault($"--output {named} is a file: give a folder") : path;
    }

    private static string Path(Surroundings here, string named) =>
        named.Length == 0 ? throw new CliFault("--output is empty: say where to write, or leave it out") : here.PathOf(named);
}
