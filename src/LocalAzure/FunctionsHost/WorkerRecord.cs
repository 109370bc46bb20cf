using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The workers that run, one file each under the data folder. A worker lives on when its host is killed, as under the real
/// host on Linux; the next host on the same folder ends it.
/// </summary>
internal sealed class WorkerRecord(string folder)
{
    private static readonly TimeSpan SameMoment = TimeSpan.FromSeconds(2);

    public void Add(Process process)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(FileOf(process.Id), process.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        }
        catch (InvalidOperationException)
        {
            // It was gone before it could be written down.
        }
    }

    public void Remove(Process process) => File.Delete(FileOf(process.Id));

    /// <summary>Kills what an earlier host left behind; the ids of those that were still there.</summary>
    public IReadOnlyList<int> EndOrphans()
    {
        var ended = new List<int>();
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.pid") : [])
        {
            if (
                int.TryParse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture, out var id)
                && End(id, File.ReadAllText(file))
            )
            {
                ended.Add(id);
            }

            File.Delete(file);
        }

        return ended;
    }

    // Only the process that was written down: an id may have gone to somebody else since.
    private static bool End(int id, string started)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            var isSame =
                DateTime.TryParse(started, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment)
                && (process.StartTime.ToUniversalTime() - moment).Duration() < SameMoment;
            if (isSame)
            {
                process.Kill();
            }

            return isSame;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    private string FileOf(int id) => Path.Combine(folder, $"{id.ToString(CultureInfo.InvariantCulture)}.pid");
}
