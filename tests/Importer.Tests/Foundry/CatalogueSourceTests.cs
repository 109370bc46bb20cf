using Importer.Foundry;
using Importer.Lifecycle;
using Importer.Tests.Arm;

namespace Importer.Tests.Foundry;

public sealed class CatalogueSourceTests : IDisposable
{
    private const string Subscription = "00000000-0000-0000-0000-000000000001";
    private const string Location = $"/subscriptions/{Subscription}/providers/Microsoft.CognitiveServices/locations/swedencentral";

    private const string Gpt = """
        { "format": "OpenAI", "name": "gpt-4o", "version": "2024-08-06", "lifecycleStatus": "GenerallyAvailable",
          "deprecation": { "inference": "2026-10-01T00:00:00Z", "fineTune": "2026-03-31T00:00:00Z", "deprecationStatus": "Planned" },
          "skus": [ { "name": "Standard", "usageName": "OpenAI.Standard.gpt-4o", "deprecationDate": "2026-03-31T00:00:00Z" }, { "name": "GlobalStandard" }, { "usageName": "nameless" } ],
          "replacementConfig": { "targetModelName": "gpt-5.1", "targetModelVersion": "2025-11-13", "autoUpgradeStartDate": "2026-03-09T00:00:00Z", "upgradeOnExpiryLeadTimeDays": 14 } }
        """;

    private readonly ScriptedArm _arm = new();

    public void Dispose() => _arm.Dispose();

    [Fact]
    public async Task A_model_is_told_with_its_days_and_its_replacement()
    {
        _arm.On(
            $"GET {Location}/models",
            $$"""{ "value": [ { "kind": "OpenAI", "skuName": "S0", "model": {{Gpt}} }, { "kind": "AIServices", "skuName": "S0", "model": {{Gpt}} } ] }"""
        );

        var model = Assert.Single((await ModelsAsync()).Items);

        Assert.Equal(
            ("OpenAI", "gpt-4o", "2024-08-06", "GenerallyAvailable", false),
            (model.Format, model.Name, model.Version, model.Status, model.IsTentative)
        );
        Assert.Equal(Day("2026-10-01"), model.RetiresAt);
        Assert.Equal([new("Standard", Day("2026-03-31"), "OpenAI.Standard.gpt-4o"), new("GlobalStandard", null, null)], model.Skus);
        Assert.Equal(new ModelReplacement("gpt-5.1", "2025-11-13", Day("2026-03-09"), 14), model.Replacement);
        Assert.EndsWith("api-version=2025-09-01", Assert.Single(_arm.Sent).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_model_does_not_say_is_left_open()
    {
        _arm.On(
            $"GET {Location}/models",
            """{ "value": [ { "model": { "format": "Meta", "name": "Llama" } }, { "model": { "name": "no format" } }, { "kind": "x" }, { "model": { "format": "xAI", "name": "grok", "deprecation": { "inference": "soon", "deprecationStatus": "Tentative" }, "replacementConfig": {} } } ] }"""
        );

        var models = (await ModelsAsync()).Items;

        Assert.Equal(["Llama", "grok"], models.Select(model => model.Name));
        Assert.Equal(
            (null, null, "", 0, null),
            (models[0].RetiresAt, models[0].Status, models[0].Version, models[0].Skus.Count, models[0].Replacement)
        );
        Assert.Equal((null, "soon", true, null), (models[1].RetiresAt, models[1].UnreadDate, models[1].IsTentative, models[1].Replacement));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("03/04/2027")]
    [InlineData("December 2027")]
    [InlineData("2027-13-01T00:00:00Z")]
    [InlineData("2027-12-01 or later")]
    public async Task A_date_that_could_be_read_in_two_ways_is_none(string text)
    {
        _arm.On(
            $"GET {Location}/models",
            $$"""{ "value": [ { "model": { "format": "OpenAI", "name": "o1", "version": "1", "deprecation": { "inference": "{{text}}" }, "skus": [ { "name": "Standard", "deprecationDate": "{{text}}" }, { "name": "GlobalStandard", "deprecationDate": "2027-12-01T00:00:00Z" } ] } } ] }"""
        );

        var model = Assert.Single((await ModelsAsync()).Items);

        Assert.Equal((null, text), (model.RetiresAt, model.UnreadDate));
        Assert.Equal([new("Standard", null, null) { UnreadDate = text }, new("GlobalStandard", Day("2027-12-01"), null)], model.Skus);
    }

    [Fact]
    public async Task All_pages_are_read_though_items_have_no_ids()
    {
        _arm.On(
                $"GET {Location}/usages",
                $$"""{ "value": [ {{Usage("a", 1)}} ], "nextLink": "{{ScriptedArm.Endpoint}}{{Location.TrimStart('/')}}/usages?$skipToken=1&api-version=2025-09-01" }"""
            )
            .On(
                $"GET {Location}/usages?$skipToken=1",
                $$"""{ "value": [ {{Usage("a", 1)}}, {{Usage("b", 2.5)}}, { "name": { "value": "no figures" } } ] }"""
            );

        var usages = (await UsagesAsync()).Items;

        Assert.Equal([new("a", 1, 10), new("a", 1, 10), new("b", 2.5, 10)], usages);
    }

    [Theory]
    [InlineData(
        403,
        """{ "error": { "code": "AuthorizationFailed", "message": "No." } }""",
        false,
        "it takes the right Microsoft.CognitiveServices/locations/models/read on the subscription"
    )]
    [InlineData(
        404,
        """{ "error": { "code": "ResourceNotFound", "message": "No." } }""",
        false,
        "the list of models of swedencentral could not be read"
    )]
    [InlineData(200, """{ "items": [] }""", true, "an array 'value' of objects")]
    [InlineData(200, """{ "value": [ "text" ] }""", true, "an array 'value' of objects")]
    public async Task A_reading_that_fails_says_why_and_throws_nothing(int status, string body, bool mayPass, string says)
    {
        _arm.On($"GET {Location}/models", new Answer(status, body));

        var reading = await ModelsAsync();

        Assert.Empty(reading.Items);
        Assert.Contains(says, reading.Fault, StringComparison.Ordinal);
        Assert.Equal(mayPass, reading.MayPass);
    }

    private static string Usage(string name, double used) =>
        FormattableString.Invariant($$"""{ "name": { "value": "{{name}}" }, "currentValue": {{used}}, "limit": 10, "unit": "Count" }""");

    private static DateTimeOffset Day(string text) => CatalogueJson.Date(text)!.Value;

    private Task<CatalogueReading<ListedModel>> ModelsAsync() =>
        new CatalogueSource(_arm.Client()).ReadModelsAsync(Subscription, "swedencentral", CancellationToken.None);

    private Task<CatalogueReading<QuotaUsage>> UsagesAsync() =>
        new CatalogueSource(_arm.Client()).ReadUsagesAsync(Subscription, "swedencentral", CancellationToken.None);
}
