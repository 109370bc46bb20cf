using System.Text.Json;
using System.Text.Json.Serialization;
using LocalAzure.State;

namespace LocalAzure.Control;

/// <summary>JSON of the control routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(FaultRule))]
[JsonSerializable(typeof(ClockRequest))]
[JsonSerializable(typeof(GroupRequest))]
[JsonSerializable(typeof(SecretRequest))]
[JsonSerializable(typeof(ModelRetirement))]
internal sealed partial class ControlJson : JsonSerializerContext;
