using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalAzure.Control;

/// <summary>JSON of the control routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(FaultRule))]
[JsonSerializable(typeof(ClockRequest))]
[JsonSerializable(typeof(GroupRequest))]
[JsonSerializable(typeof(SecretRequest))]
internal sealed partial class ControlJson : JsonSerializerContext;
