using System.Text.Json;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;

namespace Importer.Settings;

/// <summary>Reads the fields of a profile: the defaults, or what a rule changes.</summary>
internal static class ProfileReader
{
    // Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/apis
    private const int MaxDisplayName = 300;
    private const int MaxDescription = 4_000;

    // Words that let the design choose.
    private static readonly List<string> Autos = ["Auto", "AutoV1"];

    private static readonly Parser<Compatibility> Compatibility = Parse.Choice<Compatibility>();

    private static readonly Parser<IgnorableField> Ignorable =
        Parse.Choice([.. Enum.GetValues<IgnorableField>().Select(field => (JsonNamingPolicy.CamelCase.ConvertName(field.ToString()), field))]);

    /// <summary>The fields that are given.</summary>
    public static ProfileChanges Read(SettingNode node)
    {
        var changes = new ProfileChanges();
        Field(node, changes, ProfileFields.BasePath, BasePathParser.Read, (profile, value) => profile with { BasePath = value });
        ReadCompatibility(node, changes);
        Field(node, changes, ProfileFields.Source, Parse.Choice<ImportSource>(), (profile, value) => profile with { Source = value });
        Field(node, changes, ProfileFields.DisplayName, TemplateParsers.Text(MaxDisplayName), (profile, value) => profile with { DisplayName = value });
        Field(node, changes, ProfileFields.Description, TemplateParsers.Text(MaxDescription), (profile, value) => profile with { Description = value });
        List(node, changes, ProfileFields.Products, NameParsers.Id("product", 256), (profile, value) => profile with { Products = value });
        List(node, changes, ProfileFields.Tags, NameParsers.Id("tag", 80), (profile, value) => profile with { Tags = value });
        Field(node, changes, ProfileFields.SubscriptionRequired, Parse.Flag, (profile, value) => profile with { SubscriptionRequired = value });
        Field(node, changes, ProfileFields.SubscriptionKeyAsBearer, Parse.Flag, (profile, value) => profile with { SubscriptionKeyAsBearer = value });
        ReadAuthentication(node, changes);
        Field(node, changes, ProfileFields.Access, Parse.Choice<AccessMode>(), (profile, value) => profile with { Access = value });
        ReadLocation(node, changes);
        ReadIgnored(node, changes);
        PolicyReader.Read(node.Child("Policies"), changes);
        return changes;
    }

    private static void Field<T>(SettingNode node, ProfileChanges changes, string name, Parser<T> parser, Func<ApiProfile, T, ApiProfile> set)
    {
        if (node.Has(name))
        {
            var value = node.Read(name, parser);
            changes.Add(name, profile => set(profile, value!));
        }
    }

    private static void List(SettingNode node, ProfileChanges changes, string name, Parser<string> parser, Func<ApiProfile, IReadOnlyList<string>, ApiProfile> set)
    {
        if (node.Has(name))
        {
            var values = node.List(name, parser);
            changes.Add(name, profile => set(profile, values));
        }
    }

    private static void ReadCompatibility(SettingNode node, ProfileChanges changes)
    {
        if (!node.Has(ProfileFields.Compatibility))
        {
            return;
        }

        var place = node.Child(ProfileFields.Compatibility);
        var values = CompatibilityOf(node, place);
        var isV1 = AutoOf(place.Text) == 1;
        changes.Add(ProfileFields.Compatibility, profile => profile with { Compatibility = values, AutoV1 = isV1 });
    }

    private static IReadOnlyList<Compatibility> CompatibilityOf(SettingNode node, SettingNode place) => (place.Text, place.Names.Any()) switch
    {
        (null, true) => node.List(ProfileFields.Compatibility, OneOfSeveral),
        (null, false) => Fault(place, $"names nothing. Write \"Auto\" or \"AutoV1\", or list some of {Words}."),
        (_, true) => Fault(place, "is given both as one value and as a list (an app setting can do that). Keep one of the two."),
        ({ } word, false) => AutoOf(word) >= 0 ? [] : [place.Self(OneAlone)],
    };

    private static Parsed<Compatibility> OneAlone(string text) => Compatibility(text) is { Problem: null } known
        ? known
        : Parse.Wrong<Compatibility>($"must be Auto, AutoV1, one of {Words}, or a list of those.{Nearest.Question(text, [.. Enum.GetNames<Compatibility>(), .. Autos])}");

    private static Parsed<Compatibility> OneOfSeveral(string text) => AutoOf(text) is >= 0 and var auto
        ? Parse.Wrong<Compatibility>($"stands alone. Write \"Compatibility\": \"{Autos[auto]}\", or list the names without {Autos[auto]}.")
        : Compatibility(text);

    private static int AutoOf(string? text) => Autos.FindIndex(auto => auto.Equals(text?.Trim(), StringComparison.OrdinalIgnoreCase));

    private static string Words => string.Join(", ", Enum.GetNames<Compatibility>());

    private static IReadOnlyList<Compatibility> Fault(SettingNode place, string message)
    {
        place.Fault(message);
        return [];
    }

    private static void ReadAuthentication(SettingNode node, ProfileChanges changes)
    {
        if (node.Has(ProfileFields.Authentication))
        {
            var authentication = AuthenticationReader.Read(node.Child(ProfileFields.Authentication));
            changes.Add(ProfileFields.Authentication, profile => profile with { Authentication = authentication });
        }
    }

    private static void ReadIgnored(SettingNode node, ProfileChanges changes)
    {
        if (node.Child("Drift").Has("Ignore"))
        {
            var fields = node.Child("Drift").List("Ignore", Ignorable);
            changes.Add(ProfileFields.DriftIgnore, profile => profile with { DriftIgnore = fields });
        }
    }

    private static void ReadLocation(SettingNode node, ProfileChanges changes)
    {
        var place = node.Child("OpenApi");
        if (place.Has("Location"))
        {
            var location = place.Read("Location", AddressParsers.Document);
            changes.Add(ProfileFields.OpenApiLocation, profile => profile with { OpenApiLocation = location });
        }

        if (place.Has("Hash"))
        {
            var hash = place.Read("Hash", NameParsers.Sha256);
            changes.Add(ProfileFields.OpenApiHash, profile => profile with { OpenApiHash = hash });
        }
    }
}
