using System.Text.Json;

namespace LocalAzure.FunctionsHost;

/// <summary>One file per message: <c>{folder}/{queue}/{message id}.json</c>, replaced as a whole at each change.</summary>
internal sealed class QueueFiles(string folder)
{
    public Dictionary<string, Dictionary<string, QueueMessage>> ReadAll() =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).ToDictionary(queue => Path.GetFileName(queue), ReadQueue)
            : [];

    public void Write(string queue, QueueMessage message)
    {
        Directory.CreateDirectory(Path.Combine(folder, queue));
        var file = FileOf(queue, message.Id);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(message, HostJson.Default.QueueMessage));
        File.Move(file + ".new", file, overwrite: true);
    }

    public void Delete(string queue, string id) => File.Delete(FileOf(queue, id));

    private static Dictionary<string, QueueMessage> ReadQueue(string folder) =>
        Directory.EnumerateFiles(folder, "*.json")
            .Select(file => JsonSerializer.Deserialize(File.ReadAllText(file), HostJson.Default.QueueMessage)!)
            .ToDictionary(message => message.Id);

    private string FileOf(string queue, string id) => Path.Combine(folder, queue, $"{id}.json");
}
