using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway;

/// <summary>
/// What <c>context.LastError</c> shows.
/// https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies#lasterror
/// </summary>
internal sealed record GatewayError(string Source, string Reason, string Message, string Section)
{
    public static GatewayError Of(GatewayException fault, PolicySections section) =>
        new(fault.Part, fault.Reason, fault.Detail, SectionNames.Of(section));
}
