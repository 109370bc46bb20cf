using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Health;
using Importer.Lifecycle;
using Importer.Runs;

namespace Importer.Reports;

/// <summary>
/// The JSON of runs, drift and health: camelCase, nothing for null, enums as camelCase words but compatibilities as they
/// are spelt in settings (<c>AzureOpenAI</c>, <c>AzureAI</c>, <c>AzureOpenAIV1</c>).
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [
        typeof(VerbatimEnumConverter<Compatibility>),
        typeof(CamelCaseEnumConverter<AliasState>),
        typeof(CamelCaseEnumConverter<AsideState>),
        typeof(CamelCaseEnumConverter<Capability>),
        typeof(CamelCaseEnumConverter<CauseCode>),
        typeof(CamelCaseEnumConverter<ChangeKind>),
        typeof(CamelCaseEnumConverter<DriftAction>),
        typeof(CamelCaseEnumConverter<DriftKind>),
        typeof(CamelCaseEnumConverter<ManualActionKind>),
        typeof(CamelCaseEnumConverter<MemberState>),
        typeof(CamelCaseEnumConverter<PartState>),
        typeof(CamelCaseEnumConverter<PlaceKind>),
        typeof(CamelCaseEnumConverter<ProbeStatus>),
        typeof(CamelCaseEnumConverter<ProofState>),
        typeof(CamelCaseEnumConverter<ResourceKind>),
        typeof(CamelCaseEnumConverter<RetirementOutlook>),
        typeof(CamelCaseEnumConverter<RunMode>),
        typeof(CamelCaseEnumConverter<RunOutcome>),
        typeof(CamelCaseEnumConverter<RunReason>),
        typeof(CamelCaseEnumConverter<SetAsideKind>),
        typeof(CamelCaseEnumConverter<StepOutcome>),
    ]
)]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(HealthSnapshot))]
[JsonSerializable(typeof(ProbeLedger))]
[JsonSerializable(typeof(PendingWithdrawal))]
[JsonSerializable(typeof(LackingApi))]
[JsonSerializable(typeof(LifecycleReport))]
[JsonSerializable(typeof(FleetMemory))]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(ReportBefore))]
public sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>
    /// The same for people: indented, and with &lt;, &gt; and ' as they are. Never put what it writes into a page's script.
    /// </summary>
    /// <remarks>Made at first use, when the generated part has surely made <see cref="Default"/>.</remarks>
    public static ReportJson Readable =>
        field ??= new(
            new JsonSerializerOptions(Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
}

/// <summary>The JSON of documents that only the importer itself reads.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(CamelCaseEnumConverter<ProbeStatus>)]
)]
[JsonSerializable(typeof(DayTallies))]
[JsonSerializable(typeof(RoundChecks))]
internal sealed partial class HistoryJson : JsonSerializerContext;

/// <summary>Writes an enum's values as camelCase words, and takes no numbers.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Writes an enum's values as they are spelt in code, and takes no numbers.</summary>
internal sealed class VerbatimEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
