using System.Text.Json.Serialization;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Health;

namespace Importer.Reports;

/// <summary>
/// The JSON of runs, drift and health: camelCase, nothing for null, enums as camelCase words but compatibilities as they
/// are spelt in settings (<c>AzureOpenAI</c>, <c>AzureAI</c>, <c>AzureOpenAIV1</c>).
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(VerbatimEnumConverter<Compatibility>),
        typeof(CamelCaseEnumConverter<Capability>),
        typeof(CamelCaseEnumConverter<ChangeKind>),
        typeof(CamelCaseEnumConverter<DriftAction>),
        typeof(CamelCaseEnumConverter<DriftKind>),
        typeof(CamelCaseEnumConverter<ProbeStatus>),
        typeof(CamelCaseEnumConverter<ResourceKind>),
        typeof(CamelCaseEnumConverter<RunMode>),
        typeof(CamelCaseEnumConverter<RunOutcome>),
        typeof(CamelCaseEnumConverter<RunReason>),
        typeof(CamelCaseEnumConverter<SetAsideKind>),
        typeof(CamelCaseEnumConverter<StepOutcome>),
    ])]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(DriftReport))]
public sealed partial class ReportJson : JsonSerializerContext;
