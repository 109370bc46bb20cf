using Importer.Gateway;
using Importer.Planning;

namespace Importer.Tests.Apim;

/// <summary>
/// What is read so that tampering can be told: last changes without names, credentials without values, secrets' settings.
/// </summary>
public sealed class ApimDriftTests : IDisposable
{
    private readonly ApimScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(
        """{"lastModifiedBy":"jane@contoso.example","lastModifiedByType":"User","lastModifiedAt":"2026-03-01T10:00:00.1234567Z"}""",
        "User",
        null
    )]
    [InlineData(
        """{"lastModifiedBy":"Jane Doe","lastModifiedByType":"User","lastModifiedAt":"2026-03-01T12:00:00.1234567+02:00"}""",
        "User",
        null
    )]
    [InlineData(
        """{"lastModifiedBy":"33333333-3333-3333-3333-333333333333","lastModifiedByType":"Application","lastModifiedAt":"2026-03-01T10:00:00.1234567Z"}""",
        "Application",
        "33333333-3333-3333-3333-333333333333"
    )]
    [InlineData("""{"lastModifiedAt":"2026-03-01T10:00:00.1234567Z"}""", null, null)]
    public async Task The_last_change_is_kept_without_names(string systemData, string? type, string? by)
    {
        _scene.Arm.On(
            $"GET {ApimScene.Service}",
            ApimScene.ServiceBody().Replace("\"sku\"", $"\"systemData\": {systemData}, \"sku\"", StringComparison.Ordinal)
        );

        var service = await _scene.Gateway.ReadServiceAsync(CancellationToken.None);

        Assert.Equal(
            new LastChange(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero).AddTicks(1_234_567), type, by),
            service.LastChange
        );
    }

    [Fact]
    public async Task Where_nothing_is_told_nothing_is_claimed()
    {
        var state = await _scene.ReadAsync();

        Assert.Null(state.Service.LastChange);
        Assert.All(state.Resources.Values, found => Assert.Null(found.LastChange));
    }

    [Theory]
    [InlineData(
        "\"credentials\":{\"header\":{\"x-key\":[\"hush\"]},\"query\":{\"sig\":[\"hush\"]}}",
        "credentials",
        "header x-key, query sig"
    )]
    [InlineData("\"credentials\":{\"authorization\":{\"scheme\":\"Basic\",\"parameter\":\"hush\"}}", "credentials", "authorization Basic")]
    [InlineData("\"tls\":{\"validateCertificateChain\":false,\"validateCertificateName\":true}", "tls.validateCertificate", "false")]
    [InlineData("\"tls\":{\"validateCertificateChain\":true,\"validateCertificateName\":false}", "tls.validateCertificate", "false")]
    public async Task What_somebody_added_to_a_backend_differs_by_name_and_never_by_value(string added, string field, string actual)
    {
        var difference = Assert.Single(Differences.Between(ApimScene.OurBackend, await BackendAsync(added)));

        Assert.Equal((field, actual), (difference.Field, difference.Actual));
    }

    [Theory]
    [InlineData(
        "\"credentials\":{\"header\":{},\"query\":{}},\"tls\":{\"validateCertificateChain\":true,\"validateCertificateName\":true}"
    )]
    [InlineData("\"credentials\":{\"managedIdentity\":{\"resource\":\"https://cognitiveservices.azure.com/\"}}")]
    [InlineData("\"tls\":{}")]
    public async Task What_the_service_fills_in_by_itself_is_no_difference(string added) =>
        Assert.Empty(Differences.Between(ApimScene.OurBackend, await BackendAsync(added)));

    [Theory]
    [InlineData("\"displayName\":\"key\",\"secret\":true", null)]
    [InlineData("\"displayName\":\"KEY\"", null)]
    [InlineData("\"displayName\":\"key\",\"secret\":false,\"value\":\"hush\"", "secret")]
    [InlineData("\"displayName\":\"other\",\"secret\":true", "displayName")]
    public async Task A_secret_that_was_made_readable_or_renamed_differs(string properties, string? field)
    {
        _scene.Arm.On(
            $"GET {ApimScene.Service}/namedValues",
            ApimScene.List($$"""{"name":"key","properties":{ {{properties}},"tags":["{{ApimScene.TagOf("key")}}"]} }""")
        );
        var wanted = new NamedValue
        {
            Id = "key",
            OwnershipTag = ApimScene.OwnershipTag,
            KeyOf = ApimScene.OwnershipTag.Source,
        };

        var differences = Differences.Between(wanted, (await _scene.ReadAsync()).Find(wanted.Key)!.Resource);

        Assert.Equal(field, differences.SingleOrDefault()?.Field);
        Assert.DoesNotContain(differences, difference => difference.Actual == "hush");
    }

    private async Task<GatewayResource> BackendAsync(string added)
    {
        var body = ApimScene
            .Backend("contoso-openai", $"Models. {ApimScene.BackendOwnershipTag}")
            .Replace("\"protocol\"", $"{added}, \"protocol\"", StringComparison.Ordinal);
        _scene.Arm.On($"GET {ApimScene.Service}/backends", ApimScene.List(body));
        return (await _scene.ReadAsync()).Find(ApimScene.OurBackend.Key)!.Resource;
    }
}
