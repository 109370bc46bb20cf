using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>A copy of infra/ in which a test changes something.</summary>
internal sealed class InfraCopy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("infra-").FullName;

    public InfraCopy()
    {
        var source = System.IO.Path.Combine(InfraFiles.Root, "infra");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path(System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Where a file of infra/ is in this copy.</summary>
    public string Path(string file) => System.IO.Path.Combine(_folder, file);

    /// <summary>Changes what an expression finds first; it must find something.</summary>
    public void Replace(string file, string pattern, string replacement)
    {
        var text = File.ReadAllText(Path(file));
        var changed = new Regex(pattern).Replace(text, replacement, 1);
        Assert.NotEqual(text, changed);
        File.WriteAllText(Path(file), changed);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
