namespace LocalAzure.Gateway.Documents;

/// <summary>
/// The parts of a policy document.
/// https://learn.microsoft.com/azure/api-management/api-management-howto-policies#understanding-policy-configuration
/// </summary>
[Flags]
internal enum PolicySections
{
    None = 0,
    Inbound = 1,
    Backend = 2,
    Outbound = 4,
    OnError = 8,
    All = Inbound | Backend | Outbound | OnError,
}
