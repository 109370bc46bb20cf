using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalAzure.Queue;

/// <summary>
/// One folder per queue, one file per message: <c>{folder}/{queue}/{message id}.json</c>, replaced as a whole at each change.
/// </summary>
internal sealed class QueueFiles(string folder)
{
    public Dictionary<string, Dictionary<string, QueueMessage>> ReadAll() =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).ToDictionary(queue => Path.GetFileName(queue), ReadQueue) : [];

    public void Create(string queue) => Directory.CreateDirectory(Path.Combine(folder, queue));

    public void Delete(string queue) => Directory.Delete(Path.Combine(folder, queue), recursive: true);

    public void Write(string queue, QueueMessage message)
    {
        var file = FileOf(queue, message.Id);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(message, QueueJson.Default.QueueMessage));
        File.Move(file + ".new", file, overwrite: true);
    }

    public void Delete(string queue, string id) => File.Delete(FileOf(queue, id));

    private static Dictionary<string, QueueMessage> ReadQueue(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.json")
            .Select(file => JsonSerializer.Deserialize(File.ReadAllText(file), QueueJson.Default.QueueMessage)!)
            .ToDictionary(message => message.Id);

    private string FileOf(string queue, string id) => Path.Combine(folder, queue, $"{id}.json");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(QueueMessage))]
internal sealed partial class QueueJson : JsonSerializerContext;
