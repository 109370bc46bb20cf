namespace Importer.Tests.Settings;

/// <summary>
/// Names that are no settings, and values in the wrong form: what is laid over the smallest good file, and exactly what is said about it.
/// </summary>
public static class WrongForms
{
    public static TheoryData<string, string, string[]> Cases { get; } =
        new()
        {
            { "a misspelt group", """{ "Discvery": {} }""", ["Importer:Discvery: is not a setting. Did you mean 'Discovery'?"] },
            {
                "a misspelt setting",
                """{ "Defaults": { "Policies": { "TokenLimit": { "TokenPerMinute": 100 } } } }""",
                ["Importer:Defaults:Policies:TokenLimit:TokenPerMinute: is not a setting. Did you mean 'TokensPerMinute'?"]
            },
            {
                "a setting in the wrong place",
                """{ "TokensPerMinute": 100 }""",
                ["Importer:TokensPerMinute: is not a setting here. Did you mean Importer:Defaults:Policies:TokenLimit:TokensPerMinute?"]
            },
            {
                "a name that is like nothing",
                """{ "Discovery": { "Colour": "red" } }""",
                ["Importer:Discovery:Colour: is not a setting. Known here: Scopes, OptOutTag, AllowedHosts."]
            },
            {
                "a key in a setting that does not exist",
                """{ "Defaults": { "Authentication": { "Mode": "ApiKey", "Key": "abc123verysecret" } } }""",
                ["Importer:Defaults:Authentication:Key: is not a setting. Known here: Mode, ClientId, Audience, KeyVaultSecret."]
            },
            {
                "an object where a value belongs",
                """{ "Defaults": { "BasePath": { "Text": "a" } } }""",
                ["Importer:Defaults:BasePath: must be a single value, not an object or a list."]
            },
            {
                "a value where an object belongs",
                """{ "Defaults": { "OpenApi": "spec.json" } }""",
                ["Importer:Defaults:OpenApi = 'spec.json': must be an object ({ … }), not a value."]
            },
            {
                "a value where a list belongs",
                """{ "Discovery": { "Scopes": "/subscriptions/00000000-0000-0000-0000-000000000001" } }""",
                [
                    "Importer:Discovery:Scopes = '/subscriptions/00000000-0000-0000-0000-000000000001': must be a list ([ … ], or app settings Importer__Discovery__Scopes__0, __1, …), not a value.",
                ]
            },
            {
                "an object where a list belongs",
                """{ "Rules": { "First": { "Import": false } } }""",
                ["Importer:Rules: must be a list ([ … ]), not an object."]
            },
            {
                "a list in a list",
                """{ "Defaults": { "Products": [ [ "a" ] ] } }""",
                ["Importer:Defaults:Products:0: must be a single value, not an object or a list."]
            },
            {
                "a value where a list or an object with lists belongs",
                """{ "Fleets": [ { "Name": "ai", "Path": "ai", "Match": { "Account": "*" }, "Regions": "westeurope" } ] }""",
                [
                    "Importer:Fleets:0:Regions = 'westeurope': must be a list ([ … ]) or an object with lists ({ \"name\": [ … ] }), not a value.",
                ]
            },
            {
                "values and objects where such an object has lists",
                """{ "Fleets": [ { "Name": "ai", "Path": "ai", "Match": { "Account": "*" }, "Regions": { "westeurope": "westeurope", "eastus": { "First": [ "eastus" ] } } } ] }""",
                [
                    "Importer:Fleets:0:Regions:eastus: must be a list ([ … ]), not an object.",
                    "Importer:Fleets:0:Regions:westeurope = 'westeurope': must be a list ([ … ], or app settings Importer__Fleets__0__Regions__westeurope__0, __1, …), not a value.",
                ]
            },
            {
                "a line break in a name",
                """{ "Defaults": { "DisplayName": "two\nlines" } }""",
                ["Importer:Defaults:DisplayName = 'two·lines': contains a line break or another control character. Write it on one line."]
            },
        };
}
