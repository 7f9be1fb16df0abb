-- From the tables `source`, the columns of old-layout files as text, and `stations`, with their latitudes, to the table
-- `daily`. What a day is: docs/decisions/day.md. Each step is a view.

-- When the days of TN and TX end, in hours from 00 UTC of the day, by WMO block; elsewhere at 18 and 30.
create table day_ends (block varchar, tn_end integer, tx_end integer);
insert into day_ends values ('61', 15, 27), ('67', 15, 27), ('78', 24, 36), ('81', 21, 33), ('89', 9, 21);

-- A trace of rain (-0.1) is nothing; any other negative amount is no amount.
create macro amount(text) as case when text::double = -0.1 then 0 when text::double >= 0 then text::double end;
create macro celsius(text) as text::double - 273.15;
-- The day of a time in (00, 24] UTC.
create macro day_ending(time) as (time - interval 1 microsecond)::date;

create table measured as
select
    numer_sta as station_id,
    strptime(date, '%Y%m%d%H%M%S') as time,
    celsius(t) as t, celsius(td) as td, celsius(tn12) as tn12, celsius(tx12) as tx12,
    u::double as u, pmer::double / 100 as pmer, pres::double / 100 as pres,
    dd::double as dd, ff::double as ff, raf10::double as raf10, rafper::double as rafper,
    vv::double as vv, n::double as n, ht_neige::double as ht_neige,
    amount(rr3) as rr3, amount(rr6) as rr6, amount(rr12) as rr12, amount(rr24) as rr24
from (select *, row_number() over () as place from source)
-- The later of two rows for one station and time stands.
qualify row_number() over (partition by station_id, time order by place desc) = 1;

-- What fails quality control is no value of a day: WMO-No. 305, by latitude (above 45 degrees, north or south) and
-- half-year, in degrees Celsius, hPa and m/s. Temperature, dew point, pressure at sea level, wind.
create table limits (
    is_high boolean, is_summer boolean,
    t_low double, t_high double, td_low double, td_high double, pmer_low double, pmer_high double, ff_high double
);
insert into limits values
    (true, false, -90, 40, -99, 35, 910, 1100, 100),
    (true, true, -40, 50, -45, 40, 920, 1100, 75),
    (false, false, -40, 55, -45, 40, 870, 1100, 125),
    (false, true, -30, 60, -35, 40, 850, 1100, 150);
create macro within(value, low, high) as case when value >= low and value <= high then value end;

-- The southern summer is from October to March. TN and TX are temperatures. 101 % of clouds is a sky that cannot be
-- seen, a depth of snow below 0 one that cannot be measured.
create table reports as
select
    station_id,
    time,
    hour(time) % 3 = 0 and minute(time) = 0 as synoptic,
    within(t, t_low, t_high) as t, within(td, td_low, td_high) as td,
    within(tn12, t_low, t_high) as tn12, within(tx12, t_low, t_high) as tx12,
    within(u, 0, 100) as u, within(pmer, pmer_low, pmer_high) as pmer, within(pres, 300, 1100) as pres,
    within(dd, 0, 360) as dd, within(ff, 0, ff_high) as ff,
    greatest(within(raf10, 0, 'infinity'), within(rafper, 0, 'infinity')) as gust,
    vv, within(n, 0, 100) as n, within(ht_neige, 0, 'infinity') as ht_neige,
    rr3, rr6, rr12, rr24
from measured
join stations using (station_id)
join limits on is_high = (abs(latitude) > 45) and is_summer = ((month(time) between 4 and 9) = (latitude >= 0));

-- Instantaneous values of [00, 24) UTC. Means are of the eight synoptic reports and need six of them.
create macro enough(count) as count >= 6;
create view instants as
select
    station_id,
    time::date as day,
    count(t) filter (synoptic) / 8 as temperature_coverage,
    case when enough(count(t) filter (synoptic)) then avg(t) filter (synoptic) end as temperature_avg,
    case when enough(count(t) filter (synoptic)) then min(t) end as temperature_min,
    case when enough(count(t) filter (synoptic)) then max(t) end as temperature_max,
    case when enough(count(pmer) filter (synoptic)) then avg(pmer) filter (synoptic) end as pressure_avg,
    case when enough(count(pmer) filter (synoptic)) then min(pmer) end as pressure_min,
    case when enough(count(pmer) filter (synoptic)) then max(pmer) end as pressure_max,
    case when enough(count(pres) filter (synoptic)) then avg(pres) filter (synoptic) end as surface_pressure_avg,
    case when enough(count(pres) filter (synoptic)) then min(pres) end as surface_pressure_min,
    case when enough(count(pres) filter (synoptic)) then max(pres) end as surface_pressure_max,
    case when enough(count(u) filter (synoptic)) then avg(u) filter (synoptic) end as humidity_avg,
    case when enough(count(u) filter (synoptic)) then min(u) end as humidity_min,
    case when enough(count(u) filter (synoptic)) then max(u) end as humidity_max,
    case when enough(count(td) filter (synoptic)) then avg(td) filter (synoptic) end as dew_point_avg,
    case when enough(count(td) filter (synoptic)) then min(td) end as dew_point_min,
    case when enough(count(td) filter (synoptic)) then max(td) end as dew_point_max,
    case when enough(count(vv) filter (synoptic)) then min(vv) end as visibility_min,
    case when enough(count(n) filter (synoptic)) then avg(n) filter (synoptic) end as cloud_cover_avg,
    max(ht_neige) as snow_depth_max,
    case when enough(count(ff) filter (synoptic)) then avg(ff) filter (synoptic) end as wind_speed_avg,
    case when enough(count(ff) filter (synoptic)) then max(ff) end as wind_speed_max,
    case when enough(count(ff) filter (synoptic)) then
        min_by(hour(time) + minute(time) / 60, (-ff, time)) filter (ff is not null)
    end as wind_speed_max_hour,
    count(ff) filter (synoptic) as wind_count
from reports
group by all;

-- The mean wind vector, pointing where the wind comes from. Wind that moves without a direction is left out.
create view winds as
select
    station_id,
    time::date as day,
    sum(ff * sin(radians(dd))) as east,
    sum(ff * cos(radians(dd))) as north,
    sum(ff) as scalar,
    sqrt(east * east + north * north) as vector
from reports
where synoptic and ff > 0 and dd > 0
group by all;

create view directions as
select
    station_id,
    day,
    (degrees(atan2(east, north)) + 360) % 360 as turned,
    case when turned = 0 then 360 else turned end as wind_speed_direction,
    vector / scalar as wind_speed_constancy
from winds
join instants using (station_id, day)
where enough(wind_count) and vector > 1e-6;

create view gusts as
select station_id, day_ending(time) as day, max(gust) as wind_speed_gust
from reports
group by all;

-- What makes up a window of 24 hours: values over `hours` that end where the window's parts end. `shift` is how
-- many hours after 00 UTC the window opens.
create view routes as
select * from (values
    ('utc', 0, 3, 1), ('utc', 0, 12, 2), ('utc', 0, 6, 3), ('utc', 0, 24, 4),
    ('climatological', 6, 24, 1), ('climatological', 6, 3, 2), ('climatological', 6, 12, 3), ('climatological', 6, 6, 4)
) as t (period, shift, hours, rank);
create macro is_part(time, shift, hours) as
    hour(time - to_hours(shift)) % hours = 0 and minute(time) = 0;

create view amounts as
unpivot (select station_id, time, rr3 as "3", rr6 as "6", rr12 as "12", rr24 as "24" from reports)
on "3", "6", "12", "24" into name hours value amount;

create view route_sums as
select
    station_id,
    period,
    day_ending(time - to_hours(shift)) as day,
    rank,
    count(*) * routes.hours / 24 as coverage,
    sum(amount) as total
from routes join amounts on routes.hours = amounts.hours::integer
where is_part(time, shift, routes.hours)
group by station_id, period, shift, routes.hours, day, rank;

-- The first complete route, else the one that covers most.
create view rain as
select
    station_id,
    period,
    day,
    arg_max(total, (coverage, -rank)) filter (coverage = 1) as rainfall_total,
    max(coverage) as rainfall_coverage,
    (round(rainfall_total, 3) >= 1)::integer as rainfall_days_with_rain
from route_sums
group by all;

-- TN and TX: both halves of the station's own day.
create view extremes as
select station_id, time, tn12, tx12, coalesce(tn_end, 18) as tn_end, coalesce(tx_end, 30) as tx_end
from reports
left join day_ends on block = left(station_id, 2);

create view minima as
select station_id, day_ending(time - to_hours(tn_end - 24)) as day, min(tn12) as temperature_min
from extremes
where tn12 is not null and is_part(time, tn_end, 12)
group by all
having count(*) = 2;

create view maxima as
select station_id, day_ending(time - to_hours(tx_end - 24)) as day, max(tx12) as temperature_max
from extremes
where tx12 is not null and is_part(time, tx_end, 12)
group by all
having count(*) = 2;

create table daily as
select
    station_id,
    period,
    day,
    temperature_avg,
    case period when 'utc' then instants.temperature_min else minima.temperature_min end as temperature_min,
    case period when 'utc' then instants.temperature_max else maxima.temperature_max end as temperature_max,
    instants.* exclude (station_id, day, temperature_avg, temperature_min, temperature_max, wind_count),
    wind_speed_gust,
    wind_speed_direction,
    wind_speed_constancy,
    rainfall_total,
    rainfall_days_with_rain,
    coalesce(rainfall_coverage, 0) as rainfall_coverage
from instants
cross join (values ('utc'), ('climatological')) as periods (period)
left join gusts using (station_id, day)
left join directions using (station_id, day)
left join minima using (station_id, day)
left join maxima using (station_id, day)
left join rain using (station_id, period, day);
