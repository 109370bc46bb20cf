namespace Importer.Tests.Settings;

public sealed class WrongSettingsTests
{
    [Theory]
    [MemberData(nameof(WrongForms.Cases), MemberType = typeof(WrongForms))]
    [MemberData(nameof(WrongProfiles.Cases), MemberType = typeof(WrongProfiles))]
    [MemberData(nameof(WrongPolicies.Cases), MemberType = typeof(WrongPolicies))]
    [MemberData(nameof(WrongRules.Cases), MemberType = typeof(WrongRules))]
    [MemberData(nameof(WrongRest.Cases), MemberType = typeof(WrongRest))]
    public void Each_wrong_setting_is_told_with_its_place_its_value_and_the_way_out(string what, string overlay, string[] faults)
    {
        var result = SettingsText.Read(overlay);

        Assert.NotEmpty(what);
        Assert.Null(result.Settings);
        Assert.Equal(faults, result.Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public void Faults_from_all_over_are_told_at_once()
    {
        var result = SettingsText.Read(
            """{ "Arm": { "Endpoint": "x" }, "Defaults": { "Access": "x" }, "Rules": [ {} ], "Health": { "Timeout": "x" } }"""
        );

        Assert.Equal(
            ["Importer:Arm:Endpoint", "Importer:Defaults:Access", "Importer:Rules:0:Match", "Importer:Health:Timeout"],
            result.Faults.Select(fault => fault.Path)
        );
    }

    [Theory]
    [InlineData("https://user:pass@contoso.com/x?sig=1", "https://…@contoso.com/x?…")]
    [InlineData("AccountKey=abc", "(hidden)")]
    [InlineData("0123456789abcdef0123456789abcdef", "(hidden)")]
    [InlineData("11111111-1111-1111-1111-111111111111", "11111111-1111-1111-1111-111111111111")]
    public void Secrets_in_the_wrong_place_are_not_shown(string value, string shown)
    {
        var result = SettingsText.Read($$"""{ "Deletion": { "Mode": "{{value}}" } }""");

        Assert.Equal(shown, Assert.Single(result.Faults).Value);
    }
}
