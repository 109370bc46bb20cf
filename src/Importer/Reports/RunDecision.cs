using Importer.Deployments;

namespace Importer.Reports;

/// <summary>Which API a deployment is called through, and why so.</summary>
/// <param name="Deployment">The deployment's full id.</param>
/// <param name="Api">The API's id.</param>
/// <param name="Compatibility">How clients call it.</param>
/// <param name="Reason">A sentence.</param>
public sealed record RunDecision(string Deployment, string Api, Compatibility Compatibility, string Reason)
{
    /// <summary>By field, the rule and the value it gave, such as <c>Rules[1] (Account '*-prod-*'): ai-production</c>; <c>*</c> stands for the rest.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }
}
