namespace EndToEnd.Tests.Driving;

/// <summary>As it comes: no setting but the required ones.</summary>
public sealed class PlainCloud : CloudFixture;

/// <summary>One that tests disturb: lost and doubled events, services away, a worker killed.</summary>
public sealed class DisturbedCloud : CloudFixture;

/// <summary>
/// Everything through the v1 API, drift repaired, roles only checked on accounts called <c>checked-…</c>, and one more scope
/// that is not there yet.
/// </summary>
public sealed class ConfiguredCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            ["Importer__Defaults__Compatibility"] = "AzureOpenAIV1",
            ["Importer__Drift__Mode"] = "Repair",
            ["Importer__Rules__0__Match__Account"] = "checked-*",
            ["Importer__Rules__0__Access"] = "Check",
            ["Importer__Discovery__Scopes__0"] = ArmDriver.Group,
            ["Importer__Discovery__Scopes__1"] = LaterGroup,
            ["Importer__Health__ReadyWithin"] = "00:00:10",
        }
    )
{
    /// <summary>The scope that is not there yet.</summary>
    public const string LaterGroup = $"{ArmDriver.Subscription}/resourceGroups/rg-later";
}

/// <summary>One whose service is nearly full.</summary>
public sealed class FullCloud : CloudFixture;

/// <summary>The settings name a service that is not there.</summary>
public sealed class MisdirectedCloud() : CloudFixture(new Dictionary<string, string> { ["Importer__ApiManagement__ServiceId"] = ServiceId })
{
    public const string ServiceId = $"{ArmDriver.Group}/providers/Microsoft.ApiManagement/service/late-apim";
}
