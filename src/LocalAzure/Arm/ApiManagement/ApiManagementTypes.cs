namespace LocalAzure.Arm.ApiManagement;

/// <summary>Microsoft.ApiManagement, see https://learn.microsoft.com/rest/api/apimanagement/</summary>
internal static class ApiManagementTypes
{
    public const string Service = "Microsoft.ApiManagement/service";
    public const string Apis = $"{Service}/apis";
    public const string Operations = $"{Apis}/operations";
    public const string Backends = $"{Service}/backends";
    public const string Products = $"{Service}/products";
    public const string ProductApis = $"{Products}/apis";
    public const string ProductApiLinks = $"{Products}/apiLinks";
    public const string NamedValues = $"{Service}/namedValues";
    public const string Subscriptions = $"{Service}/subscriptions";
    public const string Tags = $"{Service}/tags";
    public const string ApiTags = $"{Apis}/tags";
    public const string TagApiLinks = $"{Tags}/apiLinks";
    public const string Loggers = $"{Service}/loggers";
    public const string Fragments = $"{Service}/policyFragments";

    /// <summary>The scopes that hold a policy document.</summary>
    public static readonly IReadOnlyList<string> Policies =
    [
        $"{Service}/policies",
        $"{Products}/policies",
        $"{Apis}/policies",
        $"{Operations}/policies",
    ];

    public static readonly ArmType[] All =
    [
        ServiceRules.Type,
        ApiRules.Type,
        OperationRules.Type,
        .. Policies.Select(PolicyRules.TypeOf),
        FragmentRules.Type,
        BackendRules.Type,
        .. ProductRules.All,
        .. LinkRules.All,
        NamedValueRules.Type,
        SubscriptionRules.Type,
        .. DiagnosticRules.All,
    ];

    /// <summary>Where the results of long operations are polled: the permission list calls it service/operationresults.</summary>
    public static string PollScope(ArmCall call) => ServiceId(call);

    public static string ServiceId(ArmCall call) => $"{call.Path.Scope}/providers/{call.Path.Namespace}/service/{call.Path.Names[0]}";

    /// <summary>A relative id (<c>/apis/x</c>) or a full one, as a full one in the store's casing where it is known.</summary>
    public static string FullId(ArmCall call, string id)
    {
        var full = id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) ? id : $"{ServiceId(call)}{id}";
        return call.Store.Get(full)?.Id ?? full;
    }
}
