namespace Importer.Tests.Settings;

/// <summary>Wrong rules: what is laid over the smallest good file, and exactly what is said about it.</summary>
public static class WrongRules
{
    public static TheoryData<string, string, string[]> Cases { get; } =
        new()
        {
            {
                "a rule that opens what the defaults count by subscription",
                """{ "Defaults": { "Policies": { "TokenLimit": { "TokensPerMinute": 10, "CounterKey": "@(context.Subscription.Id)" } } }, "Rules": [ { "Match": { "Account": "a" }, "SubscriptionRequired": false } ] }""",
                [
                    "Importer:Rules:0:SubscriptionRequired = 'False': is false, but Policies.TokenLimit.CounterKey of the defaults asks context.Subscription, which is then null. Write context.Subscription?. there and a value for such callers.",
                ]
            },
            {
                "a rule without match",
                """{ "Rules": [ { "Import": false } ] }""",
                [
                    "Importer:Rules:0:Match: is missing or empty. Say what the rule is about by Account, Deployment, ModelFormat, ModelName or Tag; \"Account\": \"*\" is about everything.",
                ]
            },
            {
                "a rule with an empty match",
                """{ "Rules": [ { "Match": {}, "Import": false } ] }""",
                [
                    "Importer:Rules:0:Match: is missing or empty. Say what the rule is about by Account, Deployment, ModelFormat, ModelName or Tag; \"Account\": \"*\" is about everything.",
                ]
            },
            {
                "a rule that sets nothing",
                """{ "Rules": [ { "Match": { "Account": "*" } } ] }""",
                ["Importer:Rules:0: sets nothing. Give it a field of the profile, or \"Import\": false to leave what it matches out."]
            },
            {
                "a rule with a misspelt field",
                """{ "Rules": [ { "Match": { "Acount": "x" }, "BasPath": "x" } ] }""",
                [
                    "Importer:Rules:0:BasPath: is not a setting. Did you mean 'BasePath'?",
                    "Importer:Rules:0:Match:Acount: is not a setting. Did you mean 'Account'?",
                ]
            },
            {
                "globs that are none",
                """{ "Rules": [ { "Match": { "Account": "contoso-[12]", "Deployment": "/subscriptions/x", "Tag": "production" }, "Import": false } ] }""",
                [
                    "Importer:Rules:0:Match:Account = 'contoso-[12]': is not a glob: '[' has no meaning. Only * (any text) and ? (one character) are special; several names need several rules.",
                    "Importer:Rules:0:Match:Deployment = '/subscriptions/x': is not a glob on a name. Give the name, not an id, with * for any text and ? for one character.",
                    "Importer:Rules:0:Match:Tag = 'production': is not a tag. Write name=value, or name=* for any value.",
                ]
            },
            {
                "a rule with source OpenApi and no location anywhere",
                """{ "Rules": [ { "Match": { "Account": "*" }, "Source": "OpenApi" } ] }""",
                [
                    "Importer:Rules:0:OpenApi:Location: is missing beside Source OpenApi. Give the specification's path beside importer.json, or its https address.",
                ]
            },
            {
                "wrong values in the second rule",
                """{ "Rules": [ { "Match": { "Account": "*" }, "Access": "Check" }, { "Match": { "Tag": "a=b" }, "BasePath": "x/", "Import": "no", "Policies": { "TokenLimit": { "TokensPerMinute": "many" } } } ] }""",
                [
                    "Importer:Rules:1:BasePath = 'x/': must not begin or end with a slash. Write 'x'.",
                    "Importer:Rules:1:Policies:TokenLimit:TokensPerMinute = 'many': must be a whole number, 1 or more.",
                    "Importer:Rules:1:Import = 'no': must be true or false.",
                ]
            },
        };
}
